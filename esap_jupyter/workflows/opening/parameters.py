"""Chooses which parameters of a notebook the paths of data are given to."""

import re
from collections.abc import Sequence
from typing import Any

__all__ = ["UNNAMED", "fillable", "filled"]

UNNAMED = "esap_paths"
"""What holds the paths where the notebook has no parameter for them."""
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
    """Name the parameters that paths are given to: by their names alone."""
    return [name for name in parameters if _SEVERAL.match(name) or _ONE.match(name)]


def filled(parameters: Sequence[str], paths: Sequence[str]) -> dict[str, Any]:
    """Give paths to parameters: all to those that are named for several, the first to the others.

    Parameters
    ----------
    parameters
        The names that the notebook's cell sets.
    paths
        Where the data are; without any, nothing is given.
    """
    if not paths:
        return {}
    names = fillable(parameters)
    if not names:
        return {UNNAMED: list(paths)}
    found = {name: list(paths) if _SEVERAL.match(name) else paths[0] for name in names}
    if len(paths) > 1 and not any(_SEVERAL.match(name) for name in names):
        found[UNNAMED] = list(paths)
    return found
