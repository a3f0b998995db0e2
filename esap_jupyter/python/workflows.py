"""Workflows from Python: found in repositories, and looked into."""

from typing import Any

import msgspec

from ..errors import BadRequestError
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
    repositories: list[str] | str = (),  # type: ignore[assignment]
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

    def __repr__(self) -> str:
        return f"<{self._told.id}: {self._told.title}>"

    def _repr_html_(self) -> str:
        return WorkflowList([self])._repr_html_()
