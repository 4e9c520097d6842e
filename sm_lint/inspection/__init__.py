"""Facts, contracts, job kind and defined jobs of scripts as records, without judging them."""
