"""Questions that several rules ask about scripts, contracts and jobs."""
