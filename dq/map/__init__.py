"""Stage 2: a vendor's columns become our fields, from the source's YAML or by proposal with evidence."""
