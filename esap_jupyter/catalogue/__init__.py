"""What a deployment offers, described in TOML."""

from .entries import MINE, ArchiveEntry, Catalogue, Features, SourceEntry
from .loader import catalogue_files, load_catalogue

__all__ = [
    "MINE",
    "ArchiveEntry",
    "Catalogue",
    "Features",
    "SourceEntry",
    "catalogue_files",
    "load_catalogue",
]
