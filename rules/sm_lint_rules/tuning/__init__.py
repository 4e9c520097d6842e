"""Rules about metrics, and about the ranges and objectives of tuning jobs."""
