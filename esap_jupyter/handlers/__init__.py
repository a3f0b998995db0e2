"""The REST interface: thin modules, one a noun."""
