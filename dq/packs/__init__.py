"""YAML becomes model objects; every configuration error comes from here."""
