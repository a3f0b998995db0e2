"""What the faces tell of an edit; importing it imports nothing heavy."""

from typing import TYPE_CHECKING

from ..models import BasketEdit, ErrorInfo

if TYPE_CHECKING:
    from .store import Edit

__all__ = ["told"]

_TOLD = 1000


def told(edit: "Edit", *, refused: list[ErrorInfo] | None = None) -> BasketEdit:
    """Tell what became of an edit."""
    return BasketEdit(
        revision=edit.revision,
        text=edit.text,
        count=len(edit.ids),
        ids=edit.ids[:_TOLD],
        present=len(edit.present),
        refused=(refused or [])[:_TOLD],
    )
