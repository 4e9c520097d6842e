"""Which values reach where: an abstract interpreter that follows what a script touches without running it."""
