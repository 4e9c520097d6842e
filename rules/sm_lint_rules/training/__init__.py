"""Rules about what a training or processing job and its script do together."""
