"""Which cells of a row are addresses, and of what (ObsCore 1.1, SIA 1, SSA, UCDs)."""

from collections.abc import Mapping, Sequence

import msgspec

from ....models import Column
from ....urls import is_in_lake, origin

__all__ = ["Row"]

_ACCESS = (
    ("name", "access_url"),
    ("utype", "access.reference"),
    ("ucd", "vox:image_accessreference"),
    ("name", "accref"),
)
_FORMAT = (
    ("name", "access_format"),
    ("utype", "access.format"),
    ("ucd", "vox:image_format"),
    ("ucd", "meta.code.mime"),
    ("name", "mime"),
)
_PREVIEWS = ("preview", "thumbnail", "thumb", "quicklook")
_URL = "meta.ref.url"
_PREVIEW_UCD = "meta.preview"
_DATALINK = "content=datalink"
_KEPT = 64


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row's cells as text, with what its columns say of them.

    ``address`` is where its data are, where that is known besides.
    """

    columns: Sequence[Column]
    cells: Sequence[str | None]
    address: str = ""

    @property
    def by_name(self) -> Mapping[str, str]:
        """The cells that are not missing."""
        pairs = zip(self.columns, self.cells, strict=True)
        return {column.name: cell for column, cell in pairs if cell}

    @property
    def access_url(self) -> str:
        """Where the data are, or the document that tells it; empty without."""
        address = self.address.strip() or self._first(self._places.access)
        return address if is_in_lake(address) else _web(address)

    @property
    def access_format(self) -> str:
        """The media type of what is there, in lower case."""
        return self._first(self._places.format).lower()

    @property
    def is_datalink(self) -> bool:
        """Whether the data's address is that of a DataLink document."""
        return bool(self.access_url) and _DATALINK in self.access_format.replace(" ", "")

    @property
    def previews(self) -> list[str]:
        """Addresses of previews in the row itself."""
        previews = self._places.previews
        found = [url for at, url in self._addresses() if at in previews]
        if self.access_format.startswith("image/") and "fits" not in self.access_format:
            found.append(_web(self.access_url))
        return [url for url in dict.fromkeys(found) if url]

    @property
    def others(self) -> list[tuple[Column, str]]:
        """Addresses that are neither the data's nor of a preview."""
        known = {self.access_url, *self.previews}
        return [(self.columns[at], url) for at, url in self._addresses() if url not in known]

    @property
    def _places(self) -> "_Places":
        return _places_in(self.columns)

    def _addresses(self) -> list[tuple[int, str]]:
        cells = ((at, self.cells[at]) for at in self._places.addresses)
        return [(at, _web(cell)) for at, cell in cells if cell and _web(cell)]

    def _first(self, places: Sequence[int]) -> str:
        found = (self.cells[at] for at in places)
        return next((cell.strip() for cell in found if cell), "")


class _Places(msgspec.Struct, frozen=True):
    """Which columns are which, the likeliest first."""

    access: list[int]
    format: list[int]
    addresses: list[int]
    previews: set[int]


_known: dict[int, tuple[Sequence[Column], _Places]] = {}


def _places_in(columns: Sequence[Column]) -> _Places:
    """Look through columns once for all rows that share them."""
    kept = _known.get(id(columns))
    if kept is not None and kept[0] is columns:
        return kept[1]
    previews = {at for at, column in enumerate(columns) if _is_preview(column)}
    places = _Places(
        access=_marked(columns, _ACCESS),
        format=_marked(columns, _FORMAT),
        addresses=[
            at for at, column in enumerate(columns) if at in previews or _URL in _lower(column.ucd)
        ],
        previews=previews,
    )
    if len(_known) >= _KEPT:
        _known.clear()
    # The columns are kept too, so that no others can have their place in memory.
    _known[id(columns)] = columns, places
    return places


def _marked(columns: Sequence[Column], marks: Sequence[tuple[str, str]]) -> list[int]:
    return [
        at
        for key, mark in marks
        for at, column in enumerate(columns)
        if (text := _lower(getattr(column, key))) == mark
        or (key == "utype" and text.endswith(mark))
    ]


def _is_preview(column: Column) -> bool:
    name = column.name.lower()
    return _PREVIEW_UCD in _lower(column.ucd) or any(
        name in {word, f"{word}_url", f"{word}_uri", f"{word}s"} for word in _PREVIEWS
    )


def _web(text: str) -> str:
    """Return the text where it is an address of the web."""
    return text.strip() if origin(text.strip()) is not None else ""


def _lower(text: str | None) -> str:
    return (text or "").lower()
