"""Stage 5: every rule is judged on every row whose inputs can be read."""
