"""A resource as a registry knows it."""

from dataclasses import dataclass
from typing import Literal

from ..adql.tables import Table

__all__ = ["TAP", "Capability", "Resource"]

TAP = "ivo://ivoa.net/std/tap"


@dataclass(frozen=True, kw_only=True)
class Capability:
    """Something that a resource can do, at one address."""

    standard: str
    url: str
    kind: str
    version: str
    use: Literal["base", "full"] = "full"
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource as a registry describes it.

    Attributes
    ----------
    coverage
        A coverage map as text; empty where none is declared.
    times
        In MJD.
    wavelengths
        In metres.
    """

    id: str
    short_name: str
    title: str
    description: str
    subjects: tuple[str, ...]
    wavebands: tuple[str, ...]
    capabilities: tuple[Capability, ...]
    kind: str = "vs:catalogservice"
    content: str = "catalog"
    creator: str = "esap-jupyter"
    rights: str = "Synthetic data, free for any use"
    coverage: str = ""
    times: tuple[float, float] | None = None
    wavelengths: tuple[float, float] | None = None
    tables: tuple[Table, ...] = ()
    serviced_by: tuple[str, ...] = ()
    reference: str = ""
