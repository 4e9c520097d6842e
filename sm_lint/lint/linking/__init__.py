"""Links scripts to the job definitions that launch them."""
