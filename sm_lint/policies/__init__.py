"""Policies as data: what an organisation expects of its jobs, how a value is compared, and the packs that are shipped."""
