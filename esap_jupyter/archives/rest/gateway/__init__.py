"""ESAP API gateways."""
