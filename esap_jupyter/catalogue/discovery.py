"""Reads a discovery document as the Rubin Science Platform serves it (Repertoire)."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ..errors import BadAnswerError, UnreachableError
from ..net import HttpClient
from .entries import ArchiveEntry, SourceEntry

__all__ = ["discovered_archives"]

_BYTES = 4 << 20
_SECONDS = 30.0
_OK, _BROKEN = 300, 500
_KINDS = {"tap": "tap", "sia": "sia2", "scs": "scs", "ssa": "ssa"}
"""The kind of connector by the name of a service; others are not searched."""


def discovered_archives(source: SourceEntry, http: HttpClient) -> list[ArchiveEntry]:
    """Return an entry for each service of each dataset that can be searched.

    No login is needed for the document, and none is sent.

    Raises
    ------
    EsapError
        It cannot be had.
    BadAnswerError
        It is no discovery document.
    """
    url = source.url.rstrip("/")
    if not url.endswith(("/discovery", ".json")):
        url += "/discovery"
    response = http.get(url, max_bytes=_BYTES, total_timeout=_SECONDS, who=source.name)
    if response.status >= _BROKEN:
        raise UnreachableError(
            f"{source.name} answered {response.status}.", remedy="Try again later."
        )
    if response.status >= _OK:
        raise BadAnswerError(
            f"{source.name} has no discovery document at {url} ({response.status}).",
            remedy=f"Correct url in [sources.{source.id}].",
        )
    return list(_entries(_datasets(response.body, source), source))


def _datasets(body: bytes, source: SourceEntry) -> dict[str, Any]:
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        document = None
    datasets = document.get("datasets") if isinstance(document, dict) else None
    if not isinstance(datasets, dict):
        raise BadAnswerError(
            f"{source.name} gave no discovery document.",
            remedy=f"Correct url in [sources.{source.id}].",
        )
    return datasets


def _entries(datasets: Mapping[str, Any], source: SourceEntry) -> Iterator[ArchiveEntry]:
    for dataset, about in datasets.items():
        if not isinstance(about, dict):
            continue
        services = about.get("services")
        for service, where in (services if isinstance(services, dict) else {}).items():
            url = _address(where)
            if service in _KINDS and url is not None:
                yield ArchiveEntry(
                    id=f"{dataset}.{service}",
                    name=f"{dataset} {service.upper()} ({source.name})",
                    kind=_KINDS[service],
                    url=url,
                    description=_words(about.get("description")) or "",
                    homepage=_words(about.get("docs_url")),
                )


def _address(service: Any) -> str | None:
    """Return where a service is; of several versions, that of version 2."""
    if not isinstance(service, dict):
        return None
    versions = service.get("versions")
    for version, where in (versions if isinstance(versions, dict) else {}).items():
        if "2" in version and isinstance(where, dict) and _words(where.get("url")):
            return _words(where["url"])
    return _words(service.get("url"))


def _words(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
