"""SMC: a script against its contract, or against the job definition that launches it."""
