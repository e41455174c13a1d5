"""A seeded generator of realistic case files with a list of the defects it put in."""
