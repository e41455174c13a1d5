"""Stage 1: bytes of a case file become a text frame with coordinates, and every line is accounted for."""
