"""Models, their handlers, and what is sent to them."""
