"""Running rules: caching, linking, linting and fixing."""
