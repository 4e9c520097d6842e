"""Contracts inferred from what scripts do and what job definitions declare, and the edits that bring written ones up to date."""
