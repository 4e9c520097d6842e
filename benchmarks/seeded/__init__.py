"""Seeded faults: breaks one thing in a job definition or its script, and asks whether the linter says so."""
