"""Chooses which parameters of a notebook the paths of data are given to."""

from collections.abc import Sequence
from typing import Any

from ...path_parameters import fillable, takes_several

__all__ = ["UNNAMED", "fillable", "filled"]

UNNAMED = "esap_paths"
"""What holds the paths where the notebook has no parameter for them."""


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
    found = {name: list(paths) if takes_several(name) else paths[0] for name in names}
    if len(paths) > 1 and not any(takes_several(name) for name in names):
        found[UNNAMED] = list(paths)
    return found
