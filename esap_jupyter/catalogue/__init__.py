"""What a deployment offers, described in TOML."""

from .entries import ArchiveEntry, Catalogue
from .loader import load_catalogue

__all__ = ["ArchiveEntry", "Catalogue", "load_catalogue"]
