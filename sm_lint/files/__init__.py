"""Input files: discovery, notebooks, and the meaning of comments."""
