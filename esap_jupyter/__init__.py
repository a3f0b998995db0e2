"""ESAP, the ESFRI Science Analysis Platform, inside JupyterLab."""

__version__ = "0.1.0"
