"""Rules about endpoints: what a model brings along, and what its handlers and its callers agree on."""
