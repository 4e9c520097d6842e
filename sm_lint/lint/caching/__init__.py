"""The cache: what earlier runs found out, kept in one folder as tables of one format."""
