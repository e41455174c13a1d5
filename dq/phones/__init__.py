"""The phone library: what a cell holds, and what numbering plans say of it."""
