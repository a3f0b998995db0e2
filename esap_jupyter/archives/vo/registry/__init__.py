"""Services found in the registry of the Virtual Observatory."""
