"""Rules about what an organisation expects of its jobs."""
