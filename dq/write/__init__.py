"""Stage 8: frames become files."""
