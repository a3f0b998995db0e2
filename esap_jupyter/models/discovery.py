"""The nouns of finding services, of what they cover and of citing; see `esap_jupyter.models`."""

from html import escape
from typing import Literal

from .base import Model
from .core import ErrorInfo

__all__ = [
    "Citation",
    "Coverage",
    "Covers",
    "Presence",
    "RegistryAnswer",
    "RegistryHit",
    "RegistryService",
]

Covers = Literal["yes", "undeclared", "unasked"]
Presence = Literal["data", "none", "undeclared", "silent", "failed"]


class RegistryService(Model, kw_only=True, frozen=True):
    """One way to ask a resource; ``kind`` is the connector's, ``problem`` why it cannot be."""

    kind: str
    url: str
    standard_id: str
    problem: str = ""


class RegistryHit(Model, kw_only=True, frozen=True):
    """A resource of the registry; ``covers`` tells whether it declares data at the place asked."""

    ivoid: str
    title: str
    short_name: str = ""
    description: str = ""
    publisher: str = ""
    wavebands: list[str] = []
    content_types: list[str] = []
    reference_url: str | None = None
    covers: Covers = "unasked"
    services: list[RegistryService] = []


class RegistryAnswer(Model, kw_only=True, frozen=True):
    """What a registry found, the closest first; ``truncated`` where there is more."""

    registry: str
    hits: list[RegistryHit]
    truncated: bool = False
    notes: list[str] = []


class Coverage(Model, kw_only=True, frozen=True):
    """Whether an archive has data at a place, as far as can be told before asking it.

    ``rows`` are a count where there is one, ``approximate`` where it is not exact; ``source``
    says who told: answers that were seen before, the service's own count, the registry, or
    MocServer. ``error`` says why the service itself could not tell: it is ``silent`` where it
    does not answer, or not in time, and ``failed`` where it answered with an error.
    """

    archive: str
    presence: Presence = "undeclared"
    rows: int | None = None
    approximate: bool = False
    source: Literal["", "seen", "count", "registry", "mocserver"] = ""
    note: str = ""
    error: ErrorInfo | None = None


class Citation(Model, kw_only=True, frozen=True):
    """How to cite a result: for people, and for BibTeX."""

    text: str
    bibtex: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{self.text}\n\n{self.bibtex}"

    def _repr_html_(self) -> str:
        lines = "<br>".join(escape(line) for line in self.text.splitlines())
        bibtex = f"<details><summary>BibTeX</summary><pre>{escape(self.bibtex)}</pre></details>"
        return f"<p>{lines}</p>{bibtex}"
