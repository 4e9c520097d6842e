"""Files on their way in: which ones are looked at, what they hold, and what their comments ask for."""
