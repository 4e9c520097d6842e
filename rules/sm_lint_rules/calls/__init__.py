"""Rules about calls that the SDK does not have, or does nothing with, and about what runs a script."""
