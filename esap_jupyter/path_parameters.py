"""Tells by their names which parameters of a notebook take paths of data."""

import re
from collections.abc import Sequence

__all__ = ["fillable", "takes_several"]

_SEVERAL = re.compile(
    r"^((input|data|fits|image|catalog(ue)?|my|local)_?)?(paths|files|filenames|file_names|inputs|"
    r"images|datasets|file_list|path_list|filelist)$",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"^((input|data|fits|image|cube|event|catalog(ue)?|my|local)_?)?(path|file|filename|file_name|"
    r"input|fits|infile)$",
    re.IGNORECASE,
)


def fillable(parameters: Sequence[str]) -> list[str]:
    """Name the parameters that paths are given to."""
    return [name for name in parameters if takes_several(name) or _ONE.match(name)]


def takes_several(name: str) -> bool:
    """Tell whether a parameter takes a list of paths."""
    return _SEVERAL.match(name) is not None
