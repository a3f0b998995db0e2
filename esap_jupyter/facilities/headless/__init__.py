"""Notebooks that run with nobody in front of them, on this machine."""
