"""What the service's responses hold, without what can be done with it."""
