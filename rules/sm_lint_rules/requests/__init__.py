"""Rules about what a call of the SDK, or a request to the service, has to hold."""
