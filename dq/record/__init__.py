"""Stage 9: the run is recorded: manifest and publication, all of it or none of it."""
