"""Collects what is known of every container script of a project: contracts, accesses, launches and findings."""
