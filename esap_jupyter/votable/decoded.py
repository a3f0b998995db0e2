"""What is known about an answer once it is decoded; crosses processes."""

from dataclasses import dataclass

from ..models import Column

__all__ = ["Decoded"]


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """The outcome of `esap_jupyter.votable.decode`."""

    rows: int
    columns: list[Column]
    truncated: bool
