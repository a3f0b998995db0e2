"""Workflows from Python: found in repositories, and looked into."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..errors import BadRequestError
from ..models.openings import CodeRequest, CodeWish, Existing, OpenRequest
from ..models.workflows import Workflow, WorkflowQuestion
from .workflow_lists import NotebookList, WorkflowList

__all__ = ["WorkflowHandle", "workflow", "workflows"]


def workflows(
    text: str = "",
    *,
    keyword: str = "",
    author: str = "",
    kind: str = "",
    runtime: str = "",
    repositories: Sequence[str] | str = (),
    limit: int = 25,
    offset: int = 0,
    offline: bool = False,
) -> WorkflowList:
    """Find workflows (notebooks and software) in the repositories of this deployment.

    Parameters
    ----------
    text
        Words in any order, or the DOI of a record.
    keyword
        One of its keywords, whatever the case.
    author
        A name, or a part of one, or an ORCID.
    kind
        ``notebook``, ``software``, ``dataset`` or ``other``.
    runtime
        A part of what it runs on, such as ``Docker`` or ``python``.
    repositories
        Ids, instead of all repositories.
    limit, offset
        How many, and how many to pass over.
    offline
        Look into the index only, where everything stands that was seen before.

    Returns
    -------
    WorkflowList
        A list, whose ``states`` say what came of asking each repository.

    Raises
    ------
    BadRequestError
        What is asked for makes no sense.
    NotFoundError
        There is no such repository.
    """
    from .. import api

    ids = [repositories] if isinstance(repositories, str) else list(repositories)
    given: dict[str, Any] = {
        "text": text,
        "keyword": keyword,
        "author": author,
        "kind": kind,
        "runtime": runtime,
        "repositories": ids,
        "limit": limit,
        "offset": offset,
        "is_offline": offline,
    }
    try:
        question = msgspec.convert(given, WorkflowQuestion)
    except msgspec.ValidationError as error:
        raise BadRequestError(
            f"The question makes no sense: {error}.", remedy="Give text, and whole numbers."
        ) from error
    page = api.platform().workflows.search(question)
    return WorkflowList(
        [WorkflowHandle(each) for each in page.items],
        states=page.states,
        total=page.total,
        is_least=page.is_least,
    )


def workflow(id: str) -> "WorkflowHandle":  # noqa: A002  (what it is called everywhere)
    """Return one workflow by its id, ``<repository>:<record>``, with what is inside.

    Raises
    ------
    NotFoundError
        There is none of that id.
    """
    from .. import api

    return WorkflowHandle(api.platform().workflows.get(id))


class WorkflowHandle:
    """A workflow; its attributes are those of `esap_jupyter.models.Workflow`.

    Parameters
    ----------
    told
        As it was found.
    """

    def __init__(self, told: Workflow) -> None:
        self._told = told

    @property
    def model(self) -> Workflow:
        """The workflow as it is known now."""
        return self._told

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._told, name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *Workflow.__struct_fields__]

    def look(self) -> "WorkflowHandle":
        """Look inside, unless that has been done, and return it.

        Raises
        ------
        EsapError
            Its repository does not answer.
        """
        from .. import api

        if self._told.notebooks is None:
            self._told = api.platform().workflows.get(self._told.id)
        return self

    def notebooks(self) -> NotebookList:
        """List the notebooks inside, those packed in zip files too; nothing is downloaded whole.

        Raises
        ------
        EsapError
            Its repository does not answer.
        """
        told = self.look().model
        return NotebookList(told.notebooks or [], problems=told.problems)

    def open(
        self,
        dest: str | os.PathLike[str] | None = None,
        notebook: str = "",
        *,
        what: Any = None,
        parameters: Mapping[str, Any] | None = None,
        data: bool | Sequence[str] = True,
        existing: Existing = "keep",
        without_outputs: bool = False,
    ) -> Path:
        """Open it here: fetched, checked, unpacked, and completed with its data.

        Nothing of it is run. What you changed since the last time stays.

        Parameters
        ----------
        dest
            The folder in which it gets one of its own; ``esap-notebooks`` by default.
        notebook
            Which one, where it has several.
        what
            Data to bring, as `esap_jupyter.stage` takes them; its parameters get their paths.
        parameters
            Values of its parameters, by name.
        data
            Whether the data that its ``postBuild`` fetches come along; or their addresses.
        existing
            What becomes of files that you changed: ``keep``, ``replace``, or put what is new
            ``beside`` them.
        without_outputs
            Whether outputs are left out.

        Returns
        -------
        pathlib.Path
            The notebook; the folder where nobody knows of any inside.

        Raises
        ------
        AccessDeniedError
            Its files are not for everybody.
        EsapError
            It cannot be opened, or not all of the data can be had.
        """
        from .. import api
        from .staging import stage

        told = self.look().model
        root = Path.cwd() if dest is None else Path(dest).expanduser().absolute()
        fetched = [each.url for each in told.data if each.folder] if data is True else data
        given = {
            "notebook": notebook,
            "dest": "" if dest is None else root.name,
            "values": dict(parameters or {}),
            "data": list(fetched or ()),
            "existing": existing,
            "without_outputs": without_outputs,
        }
        try:
            request = msgspec.convert(given, OpenRequest)
        except msgspec.ValidationError as error:
            raise BadRequestError(
                f"That cannot be opened: {error}.",
                remedy='existing is "keep", "replace", "beside".',
            ) from error
        paths = [] if what is None else stage(what)
        base = root if dest is None else root.parent
        return api.platform().openings.open(told.id, request, base, paths=paths).path

    def code(self, wish: CodeWish = "data", notebook: str = "") -> str:
        """Write Python for a cell.

        Parameters
        ----------
        wish
            Load its ``data``, import the ``module`` beside a notebook, or ``open`` it.
        notebook
            Which one, where it has several.

        Raises
        ------
        NotFoundError
            It names no data, or has no such notebook.
        """
        from .. import api

        return api.platform().openings.code(
            self._told.id, CodeRequest(wish=wish, notebook=notebook)
        )

    def __repr__(self) -> str:
        return f"<{self._told.id}: {self._told.title}>"

    def _repr_html_(self) -> str:
        return WorkflowList([self])._repr_html_()
