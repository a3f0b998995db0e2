"""What a deployment offers, described in TOML."""

from .entries import ArchiveEntry, Catalogue
from .loader import catalogue_files, load_catalogue

__all__ = ["ArchiveEntry", "Catalogue", "catalogue_files", "load_catalogue"]
