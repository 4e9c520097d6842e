"""Rules, findings, and the machinery that turns files into findings."""
