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


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row's cells as text, with what its columns say of them."""

    columns: Sequence[Column]
    cells: Sequence[str | None]

    @property
    def by_name(self) -> Mapping[str, str]:
        """The cells that are not missing."""
        pairs = zip(self.columns, self.cells, strict=True)
        return {column.name: cell for column, cell in pairs if cell}

    @property
    def access_url(self) -> str:
        """Where the data are, or the document that tells it; empty without."""
        address = self._first(_ACCESS)
        return address if is_in_lake(address) else _web(address)

    @property
    def access_format(self) -> str:
        """The media type of what is there, in lower case."""
        return self._first(_FORMAT).lower()

    @property
    def is_datalink(self) -> bool:
        """Whether the data's address is that of a DataLink document."""
        return bool(self.access_url) and _DATALINK in self.access_format.replace(" ", "")

    @property
    def previews(self) -> list[str]:
        """Addresses of previews in the row itself."""
        found = [url for column, url in self._addresses() if _is_preview(column)]
        if self.access_format.startswith("image/") and "fits" not in self.access_format:
            found.append(_web(self.access_url))
        return [url for url in dict.fromkeys(found) if url]

    @property
    def others(self) -> list[tuple[Column, str]]:
        """Addresses that are neither the data's nor of a preview."""
        known = {self.access_url, *self.previews}
        return [(column, url) for column, url in self._addresses() if url not in known]

    def _addresses(self) -> list[tuple[Column, str]]:
        pairs = zip(self.columns, self.cells, strict=True)
        return [
            (column, _web(cell))
            for column, cell in pairs
            if cell and (_URL in _lower(column.ucd) or _is_preview(column)) and _web(cell)
        ]

    def _first(self, marks: Sequence[tuple[str, str]]) -> str:
        for key, mark in marks:
            for column, cell in zip(self.columns, self.cells, strict=True):
                text = _lower(getattr(column, key))
                if cell and (text == mark or (key == "utype" and text.endswith(mark))):
                    return cell.strip()
        return ""


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
