"""Zenodo, and other installations of InvenioRDM."""
