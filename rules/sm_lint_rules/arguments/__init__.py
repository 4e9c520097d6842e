"""SMA: arguments and hyperparameters."""
