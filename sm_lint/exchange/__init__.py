"""Contracts in the formats of other tools."""
