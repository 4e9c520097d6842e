"""Reads job definitions from JSON documents."""
