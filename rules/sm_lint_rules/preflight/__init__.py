"""SMO2: what definitions name and AWS does not have, which only ``sm-lint preflight`` asks."""
