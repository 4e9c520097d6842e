"""Abstract interpreter: follows values through a script, and records what it accesses, without running it."""
