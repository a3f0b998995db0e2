"""Lists what a registry finds for a question that stands in the catalogue, as archives."""

import re
import threading
import zlib
from collections.abc import Iterator

import msgspec

from ....catalogue import ArchiveEntry, SourceEntry
from ....compute import Compute
from ....errors import BadRequestError
from ....models.discovery import RegistryAnswer
from ....net import HttpClient
from ...options import read_options
from .connector import RegistryConnector, RegistryTerms
from .regtap import RegistryQuestion

__all__ = ["registry_archives"]

_STRANGE = re.compile(r"[^a-z0-9.-]+")
_LONGEST = 32


def registry_archives(
    source: SourceEntry, http: HttpClient, *, compute: Compute
) -> list[ArchiveEntry]:
    """Return an entry for each service that the registry finds and that can be searched.

    Raises
    ------
    BadRequestError
        The catalogue's options make no question.
    NotAvailableError
        They are wrong.
    EsapError
        The registry does not answer.
    """
    wanted = read_options(source, RegistryTerms)
    question = RegistryQuestion(**msgspec.structs.asdict(wanted))
    if question == RegistryQuestion():
        raise BadRequestError(
            f"{source.name} would list all services that there are.",
            remedy=f"Say what to look for in [sources.{source.id}.options], such as keywords.",
        )
    entry = ArchiveEntry(id=source.id, name=source.name, kind="registry", url=source.url)
    registry = RegistryConnector(entry=entry, url=source.url, http=http, compute=compute)
    return list(_entries(registry.find(question, threading.Event())))


def _entries(answer: RegistryAnswer) -> Iterator[ArchiveEntry]:
    for hit in answer.hits:
        for service in hit.services:
            if not service.problem:
                yield ArchiveEntry(
                    id=f"{_slug(hit.ivoid)}.{service.kind}",
                    name=f"{hit.title or hit.ivoid} ({service.kind.upper()})",
                    kind=service.kind,
                    url=service.url,
                    description=hit.description,
                    homepage=hit.reference_url,
                    ivoid=hit.ivoid,
                )


def _slug(ivoid: str) -> str:
    slug = _STRANGE.sub("_", ivoid.lower().removeprefix("ivo://")).strip("_")
    if len(slug) <= _LONGEST:
        return slug
    return f"{zlib.crc32(slug.encode()):08x}_{slug[-_LONGEST:].lstrip('_.-')}"
