"""Knows files that say what a workflow needs installed, by their names and by what is in them."""

import re
from pathlib import PurePosixPath

from ..models.workflows import EnvironmentKind

__all__ = ["kind_in", "kind_of", "may_be_environment"]

_NAMES: tuple[tuple[str, EnvironmentKind], ...] = (
    (r"environment\.ya?ml", "conda"),
    (r"conda-lock\.ya?ml|conda-[\w.-]+\.lock|explicit[\w.-]*\.txt|pixi\.lock", "conda-lock"),
    (r"requirements[\w.-]*\.(txt|in)|pipfile(\.lock)?", "pip"),
    (r"(docker|container)file([.-][\w.-]+)?|[\w.-]+\.dockerfile", "docker"),
    (r"postbuild", "postbuild"),
    (r"apt\.txt", "apt"),
    (r"(julia)?project\.toml|require", "julia"),
    (r"install\.r|description|renv\.lock", "r"),
    (r"pyproject\.toml|setup\.(py|cfg)|pixi\.toml", "project"),
)
_KINDS = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _NAMES)
# These are files of other things as often, unless they are written so.
_EXACT = {"REQUIRE", "DESCRIPTION", "Project.toml", "JuliaProject.toml"}
_CONDA = re.compile(r"^dependencies\s*:", re.MULTILINE)
_CONDA_TOO = re.compile(r"^(channels|name|prefix)\s*:", re.MULTILINE)
_EXPLICIT = re.compile(r"^@EXPLICIT\b", re.MULTILINE)


def kind_of(path: str) -> EnvironmentKind | None:
    """Say what kind of file that is, by its name; None for any other.

    Parameters
    ----------
    path
        Where it stands; repo2docker looks at the root and in ``binder/`` only, authors do not.
    """
    name = PurePosixPath(path).name
    for pattern, kind in _KINDS:
        if pattern.fullmatch(name):
            is_loose = name.casefold() in {each.casefold() for each in _EXACT}
            return None if is_loose and name not in _EXACT else kind
    return None


def may_be_environment(path: str) -> bool:
    """Tell whether a file is worth looking into, as authors call conda's files as they like."""
    parts = PurePosixPath(path).parts
    return len(parts) <= 3 and parts[-1].lower().endswith((".yml", ".yaml", ".lock"))  # noqa: PLR2004


def kind_in(text: str) -> EnvironmentKind | None:
    """Say what kind of file that is, by what is in it; None for any other."""
    if _EXPLICIT.search(text):
        return "conda-lock"
    return "conda" if _CONDA.search(text) and _CONDA_TOO.search(text) else None
