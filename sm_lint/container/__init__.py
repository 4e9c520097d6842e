"""What is in a job's container before and after its script, as far as that is known without running it."""
