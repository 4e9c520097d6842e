"""The cache: results of earlier runs, stored in one folder as tables of one format."""
