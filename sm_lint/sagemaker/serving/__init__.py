"""Facts about serving: handlers, what they return and accept, and what is in the archive of a model."""
