"""SMX: what the linter says of itself and of its own inputs."""
