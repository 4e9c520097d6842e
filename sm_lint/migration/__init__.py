"""Rewrites code for SageMaker SDK v2 so that it finds under v3 what has only moved, and says what is left to do by hand."""
