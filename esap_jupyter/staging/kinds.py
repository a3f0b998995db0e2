"""What a file is, by its first bytes; names and media types are only what somebody says."""

import tarfile
from pathlib import Path

__all__ = ["kind_of", "media_type_of"]

_HEAD = 4096
_TAR_AT = 257
_LOOKS = 200
_MEASUREMENT_SET = b"Measurement Set"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"SIMPLE  =", "fits"),
    (b"PAR1", "parquet"),
    (b"\x89HDF\r\n\x1a\n", "hdf5"),
    (b"ARROW1\0\0", "arrow"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"%PDF-", "pdf"),
    (b"#!ASDF", "asdf"),
    (b"#ASDF", "asdf"),
)
# HDF5 may begin behind a block of the user's, at 512 and its doubles.
_HDF5_AT = (512, 1024, 2048)
_MEDIA = {
    "fits": "application/fits",
    "votable": "application/x-votable+xml",
    "parquet": "application/vnd.apache.parquet",
    "hdf5": "application/x-hdf5",
    "arrow": "application/vnd.apache.arrow.file",
    "measurement_set": "application/x-tar",
    "tar": "application/x-tar",
    "zip": "application/zip",
    "gzip": "application/gzip",
    "bzip2": "application/x-bzip2",
    "xz": "application/x-xz",
    "zstd": "application/zstd",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "pdf": "application/pdf",
    "html": "text/html",
    "xml": "application/xml",
}


def kind_of(path: Path) -> str:
    """Tell what a file is.

    Returns
    -------
    str
        ``fits``, ``votable``, ``parquet``, ``hdf5``, ``arrow``, ``asdf``, ``measurement_set`` (a
        tar that holds a CASA table of that kind), ``tar``, ``zip``, ``gzip``, ``bzip2``, ``xz``,
        ``zstd``, ``png``, ``jpeg``, ``pdf``, ``html``, ``xml``, or empty for anything else.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if any(head[at:].startswith(b"\x89HDF\r\n\x1a\n") for at in _HDF5_AT):
        return "hdf5"
    if head[_TAR_AT:].startswith(b"ustar"):
        return "measurement_set" if _holds_measurement_set(path) else "tar"
    return _markup(head)


def media_type_of(kind: str) -> str:
    """Return the media type of a kind, empty where there is none."""
    return _MEDIA.get(kind, "")


def _markup(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if b"<votable" in start or b":votable" in start:
        return "votable"
    return "xml" if start.startswith(b"<?xml") else ""


def _holds_measurement_set(path: Path) -> bool:
    """Look for the ``table.info`` of a CASA table that calls itself that."""
    try:
        with tarfile.open(path, "r:") as archive:
            for _ in range(_LOOKS):
                member = archive.next()
                if member is None:
                    return False
                parts = member.name.strip("/").split("/")
                if parts[-1] == "table.info" and member.isfile():
                    info = archive.extractfile(member)
                    if info is not None and _MEASUREMENT_SET in info.read(_HEAD):
                        return True
    except (tarfile.TarError, OSError):
        return False
    return False
