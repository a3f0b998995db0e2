"""Models of single rows of a result: places, links, services."""

from typing import Literal

from .base import Model

__all__ = [
    "CutoutRequest",
    "FetchRequest",
    "Footprints",
    "Link",
    "Links",
    "Parameter",
    "ParameterKind",
    "Positions",
    "Service",
    "Shape",
    "ShapeKind",
]

ShapeKind = Literal["circle", "polygon"]
ParameterKind = Literal["circle", "polygon", "range", "choice", "number", "text"]


class Positions(Model, kw_only=True, frozen=True):
    """Positions of rows (ICRS, degrees) for a plot; ``rows`` count in the order asked for.

    Of more than fit a plot, every n-th is given; ``total`` says how many rows have one.
    """

    total: int
    rows: list[int]
    ra: list[float]
    dec: list[float]


class Shape(Model, kw_only=True, frozen=True):
    """A region of the sky in degrees: ra, dec and radius, or ra and dec of each corner."""

    row: int
    kind: ShapeKind
    values: list[float]


class Footprints(Model, kw_only=True, frozen=True):
    """Regions of rows for a plot; ``unread`` counts those that cannot be drawn here.

    Of more than fit a plot, those of every n-th row are given; ``total`` says how many rows
    have one.
    """

    total: int
    unread: int
    shapes: list[Shape]


class Parameter(Model, kw_only=True, frozen=True):
    """A value that a service takes.

    ``minimum`` and ``maximum`` are numbers: one, two for a range, those of the largest circle
    (ra, dec, radius) or polygon; empty where the service tells none.
    """

    name: str
    kind: ParameterKind
    unit: str = ""
    description: str = ""
    minimum: list[float] = []
    maximum: list[float] = []
    options: list[str] = []
    value: str = ""


class Service(Model, kw_only=True, frozen=True):
    """A service on the data of a row; ``cutout`` where it cuts out parts (SODA)."""

    title: str
    cutout: bool
    parameters: list[Parameter]


class Link(Model, kw_only=True, frozen=True):
    """Something that belongs to a row: a file, or a service on it, or why there is none.

    ``semantics`` is DataLink's term, ``group`` the same for people, ``content_length`` the
    number of bytes.
    """

    id: str
    semantics: str
    group: str
    description: str = ""
    content_type: str = ""
    content_length: str | None = None
    url: str = ""
    error: str = ""
    service: Service | None = None


class Links(Model, kw_only=True, frozen=True):
    """What belongs to a row; ``origin`` says how it was found: by DataLink, or by its columns."""

    row: int
    origin: Literal["datalink", "columns", "none"]
    message: str = ""
    links: list[Link] = []


class FetchRequest(Model, kw_only=True, frozen=True):
    """Which link of a row to bring into the workspace."""

    link: str


class CutoutRequest(Model, kw_only=True, frozen=True):
    """Which service of a row to ask, with values as text."""

    link: str
    parameters: dict[str, str] = {}
