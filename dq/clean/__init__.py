"""Stage 3: text becomes typed values, and each changed cell is a change with its step."""
