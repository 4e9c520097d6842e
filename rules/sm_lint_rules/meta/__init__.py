"""SMX: the linter itself and its own inputs."""
