"""Renders pages about scripts and their contracts, as Markdown and as self-contained HTML."""
