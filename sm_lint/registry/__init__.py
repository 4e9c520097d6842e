"""Base classes of rules, the catalogue of rules, and their selection."""
