"""Stage 6: statements on the whole file give the verdict."""
