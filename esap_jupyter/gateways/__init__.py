"""ESAP API gateways: which there are, how one logs in to them, the profiles that they keep."""
