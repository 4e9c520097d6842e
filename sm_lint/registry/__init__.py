"""Base classes of rules, and which rules there are and are selected."""
