"""What a deployment offers, described in TOML."""

from .discovery import discovered_archives
from .entries import MINE, SANDBOX_URL, ArchiveEntry, Catalogue, Features, SourceEntry
from .loader import catalogue_files, load_catalogue
from .own import OwnArchives
from .sources import Reader, Sources

__all__ = [
    "MINE",
    "SANDBOX_URL",
    "ArchiveEntry",
    "Catalogue",
    "Features",
    "OwnArchives",
    "Reader",
    "SourceEntry",
    "Sources",
    "catalogue_files",
    "discovered_archives",
    "load_catalogue",
]
