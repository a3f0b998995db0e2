"""Archives that speak protocols of their own."""
