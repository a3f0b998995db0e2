"""What is known about an answer once it is decoded; crosses processes."""

from dataclasses import dataclass

from ..models import Column

__all__ = ["Decoded"]


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """The outcome of `esap_jupyter.votable.decode`; ``notes`` say for people what was not done."""

    rows: int
    columns: list[Column]
    truncated: bool
    notes: tuple[str, ...] = ()
