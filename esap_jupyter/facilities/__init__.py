"""Somewhere else to run: other hubs, BinderHubs, batch systems."""
