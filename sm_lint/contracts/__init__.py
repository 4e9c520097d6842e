"""Script contracts: the model, reading them from TOML, and finding the one that governs a script."""
