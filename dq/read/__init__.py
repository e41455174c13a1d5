"""Stage 1: bytes of a case file become a text frame with coordinates, and every line is accounted for."""

from dq.read.interface import Column, Counts, Reading, ReadOptions, Refused
from dq.read.reader import read

__all__ = ["Column", "Counts", "ReadOptions", "Reading", "Refused", "read"]
