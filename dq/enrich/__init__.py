"""Stage 4: values derived from the case itself are added with origin and confidence; nothing is overwritten."""
