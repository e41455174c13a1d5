"""Stage 4: derived values are added with origin and confidence; nothing is overwritten."""
