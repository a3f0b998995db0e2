"""Reads what a catalogue says to one connector, or to one reader of a source."""

from typing import Annotated, TypeVar

import msgspec

from ..catalogue import ArchiveEntry, SourceEntry
from ..errors import NotAvailableError

__all__ = ["Positive", "Seconds", "read_options"]

Options = TypeVar("Options")
Positive = Annotated[int, msgspec.Meta(ge=1)]
Seconds = Annotated[float, msgspec.Meta(gt=0)]


def read_options(entry: ArchiveEntry | SourceEntry, options: type[Options]) -> Options:
    """Return the options of an entry.

    Parameters
    ----------
    entry
        What stands in the catalogue.
    options
        A struct of what there may be; one that forbids unknown fields finds misspelt names.

    Raises
    ------
    NotAvailableError
        They are something else; the message names the option.
    """
    try:
        return msgspec.convert(entry.options, options)
    except msgspec.ValidationError as error:
        tables = "sources" if isinstance(entry, SourceEntry) else "archives"
        raise NotAvailableError(
            f"The catalogue's options of {entry.name} are wrong: {error}.",
            remedy=f"Correct [{tables}.{entry.id}.options].",
        ) from error
