"""ADQL over Arrow and DuckDB; the libraries are imported on first use."""

from .tables import Catalogue, Key, Table

__all__ = ["Catalogue", "Key", "Table"]
