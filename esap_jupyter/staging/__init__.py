"""Bringing bytes into the workspace."""
