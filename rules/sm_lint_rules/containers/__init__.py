"""Rules about images of the project's own, as their Dockerfiles describe them."""
