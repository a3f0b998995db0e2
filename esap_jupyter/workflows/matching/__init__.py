"""Finds the notebooks that fit data, and says why; nobody is contacted."""
