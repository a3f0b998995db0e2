"""Shows facilities, and how well they fit, in a notebook."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from ..models.facilities import FacilityFit

if TYPE_CHECKING:
    from .facilities import FacilityHandle

__all__ = ["FacilityList", "FitList"]

_NONE = "This deployment has no facilities."
_HEADS = ("id", "Facility", "Kind", "Can", "Login", "")
_FIT_HEADS = ("Facility", "Fit", "Why", "But")


class FacilityList(list["FacilityHandle"]):
    """Facilities; shows itself as a table."""

    def __init__(self, facilities: "Iterable[FacilityHandle]") -> None:
        super().__init__(facilities)

    def __repr__(self) -> str:
        return _plain(_HEADS, map(_cells, self)) if self else _NONE

    def _repr_html_(self) -> str:
        return _table(_HEADS, map(_cells, self)) if self else f"<p>{_NONE}</p>"


class FitList(list[FacilityFit]):
    """How well facilities fit, the best first; shows itself as a table."""

    def __init__(self, fits: Iterable[FacilityFit]) -> None:
        super().__init__(fits)

    def __repr__(self) -> str:
        return _plain(_FIT_HEADS, map(_fit_cells, self)) if self else _NONE

    def _repr_html_(self) -> str:
        return _table(_FIT_HEADS, map(_fit_cells, self)) if self else f"<p>{_NONE}</p>"


def _cells(each: "FacilityHandle") -> tuple[str, ...]:
    model = each.model
    login = ("logged in" if model.is_logged_in else "not logged in") if model.login else "none"
    return model.id, model.name, model.kind, ", ".join(model.can), login, model.problem


def _fit_cells(fit: FacilityFit) -> tuple[str, ...]:
    return fit.facility, f"{fit.score:.0%}", "; ".join(fit.why), "; ".join(fit.but)


def _plain(heads: tuple[str, ...], cells: Iterable[tuple[str, ...]]) -> str:
    rows = [heads, *cells]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _table(heads: tuple[str, ...], cells: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in cells
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
