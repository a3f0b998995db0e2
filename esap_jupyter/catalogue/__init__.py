"""What a deployment offers, described in TOML."""

from .discovery import discovered_archives
from .entries import MINE, SANDBOX_URL, ArchiveEntry, Catalogue, Features, SourceEntry
from .facilities import FacilityEntry
from .lakes import LakeEntry, LakeMount, lake_of
from .loader import catalogue_files, load_catalogue
from .own import OwnArchives
from .repositories import RepositoryEntry
from .sources import Reader, Sources
from .staging import StagingEntry

__all__ = [
    "MINE",
    "SANDBOX_URL",
    "ArchiveEntry",
    "Catalogue",
    "FacilityEntry",
    "Features",
    "LakeEntry",
    "LakeMount",
    "OwnArchives",
    "Reader",
    "RepositoryEntry",
    "SourceEntry",
    "Sources",
    "StagingEntry",
    "catalogue_files",
    "discovered_archives",
    "lake_of",
    "load_catalogue",
]
