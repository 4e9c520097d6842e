"""Rules about files: what is read against what is there, and where models are saved."""
