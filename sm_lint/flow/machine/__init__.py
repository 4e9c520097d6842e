"""State of the abstract interpreter and the facts it records."""
