"""How contracts change between two revisions: what a change breaks, for whom, and what it asks of the version."""
