"""The phone engine: the library's metadata compiled to tables, and the tables walked by whole columns."""
