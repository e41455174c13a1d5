"""Frozen dataclasses, enums and the canonical schema; imports nothing of ours."""
