"""What other machines and people are told of a run: counts, rule ids and verdicts, never a value of a person.

Each module makes one form from the manifest (``run.json``) alone.
"""
