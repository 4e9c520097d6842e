"""What is known of scripts without judging them: facts, contracts, kind of job and the jobs that they define, as records."""
