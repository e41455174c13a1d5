"""Stage 7: findings become dispositions, exceptions and a worklist."""
