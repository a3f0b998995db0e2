"""What travels to a facility."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..models.facilities import BatchRequest

__all__ = ["BASKET_NAME", "Batch", "Bundle", "Needs"]

BASKET_NAME = "esap-basket.json"
"""The file that a basket travels as, beside the notebook."""


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What a notebook needs where it runs, as far as somebody knows.

    Attributes
    ----------
    places
        Where its data are: ids of archives and lakes, and hosts, as often as there are data.
    size
        Bytes of its data, as far as they are known.
    environment
        Which kinds of environment files it has; see `esap_jupyter.models.workflows`.
    packages
        What it imports.
    language
        Of its kernel.
    """

    places: tuple[str, ...] = ()
    size: int | None = None
    environment: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    language: str = ""


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A notebook, or where it is, and the data that go with it.

    Attributes
    ----------
    title
        What people read.
    notebook
        Its bytes, where they are here; a facility that can only fetch takes ``repository``.
    notebook_name
        Its file's name, without folders.
    repository
        Address of the git repository that it is in.
    ref
        Branch, tag or commit there.
    filepath
        Its path in the repository or the record.
    doi
        Of its record at Zenodo, or at another place that BinderHubs know.
    basket
        The document of a basket.
    beside
        Small files of text that lie in the notebook's folder, by name, such as modules that it
        imports; they go where the notebook goes by itself.
    alone
        Fetches the notebook and what is beside it, for a place that cannot have the repository;
        None where they are here already, or nowhere.
    needs
        What it needs.
    """

    title: str = ""
    notebook: bytes | None = None
    notebook_name: str = ""
    repository: str | None = None
    ref: str = ""
    filepath: str = ""
    doi: str | None = None
    basket: Mapping[str, Any] | None = None
    beside: Mapping[str, bytes] = {}
    alone: "Callable[[], Bundle] | None" = None
    needs: Needs = Needs()

    @property
    def folder_name(self) -> str:
        """What a folder for it alone is called: as the repository, or as it is titled."""
        if self.repository is None:
            return self.title.replace("/", "-") or "notebook"
        return self.repository.rstrip("/").removesuffix(".git").rpartition("/")[2]


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A job that was asked for, its files found.

    Attributes
    ----------
    request
        What was asked.
    name
        What the job is called.
    program
        The notebook or script on this machine.
    inputs
        Other files on this machine, by the name that they have where the job runs.
    needs
        What it needs.
    """

    request: BatchRequest
    name: str
    program: Path
    inputs: Mapping[str, Path] = {}
    needs: Needs = Needs()

    @property
    def sweep(self) -> Sequence[Mapping[str, Any]]:
        """The parameters of each job: at least one set, which may be empty."""
        return self.request.parameters or [{}]
