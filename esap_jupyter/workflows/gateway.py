"""The repositories of kind ``esap_gateway``: the workflows that an ESAP API gateway lists.

A gateway's list has an envelope of its own, in which counts are 0 and a page size is text; rows
have no id, no files and no pages, ``keyword`` is ignored, and ``None`` is written as a word.
Errors come with HTTP 200 as lists of text.
"""

import hashlib
import json
import threading
from pathlib import PurePosixPath
from typing import Any

from ..errors import ArchiveError, BadAnswerError, NotAvailableError, NotFoundError
from ..models.workflows import (
    NotebookSummary,
    Person,
    Workflow,
    WorkflowFile,
    WorkflowKind,
    WorkflowQuestion,
)
from ..urls import origin
from .base import RecordPage, Repository
from .content import Content, refused
from .fitting import by_words
from .texts import line_of, plain

__all__ = ["GatewayRepository", "read_list"]

_PATH = "ida/workflows/search"
_BAD = 400
_BYTES = 16 << 20
_SECONDS = 30.0
_KINDS: dict[str, WorkflowKind] = {"notebook": "notebook", "jupyter-notebook": "notebook"}


class GatewayRepository(Repository):
    """Lists all that the gateway has: there is no search of its own."""

    def search(
        self,
        question: WorkflowQuestion,
        *,
        after: str = "",  # noqa: ARG002  (there is one page)
        cancel: threading.Event | None = None,
    ) -> RecordPage:
        """Read the list, and choose from it by words, as the gateway does not."""
        items = by_words(self._read(cancel), question)
        return RecordPage(items=items, total=len(items))

    def record(self, key: str, *, cancel: threading.Event | None = None) -> Workflow:
        """Read the list, and choose one from it."""
        wanted = self.workflow_id(key)
        for each in self._read(cancel):
            if each.id == wanted:
                return each
        raise NotFoundError(
            f"{self.entry.name} does not list that workflow any more.", remedy="Search again."
        )

    def content(self, workflow: Workflow, file: WorkflowFile) -> Content:
        """Refuse: a gateway has no files."""
        raise NotFoundError(
            f"{self.entry.name} has no files of {workflow.title}, and no {file.name}.",
            remedy=f"Clone {workflow.code_repository}." if workflow.code_repository else "",
        )

    def _read(self, cancel: threading.Event | None) -> list[Workflow]:
        if origin(self.entry.url) is None:
            raise NotAvailableError(
                f"{self.entry.name} has no address.",
                remedy=f'Add url = "https://…/esap-api" to [repositories.{self.entry.id}].',
            )
        response = self.http.get(
            f"{self.entry.url.rstrip('/')}/{_PATH}",
            max_bytes=_BYTES,
            total_timeout=_SECONDS,
            cancel=cancel,
            who=self.entry.name,
        )
        if response.status >= _BAD:
            raise refused(response.status, who=self.entry.name, what="list of workflows")
        return self.compute.run(
            read_list,
            response.body,
            repository=self.entry.id,
            who=self.entry.name,
            cancel=cancel,
            lane="decode",
        )


def read_list(body: bytes, *, repository: str, who: str) -> list[Workflow]:
    """Make workflows of a gateway's list.

    Parameters
    ----------
    body
        The answer.
    repository
        Id of the repository.
    who
        What to call the gateway in errors.

    Raises
    ------
    BadAnswerError
        It is no list.
    ArchiveError
        It is an error that came with HTTP 200.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _strange(who) from error
    rows = document.get("results") if isinstance(document, dict) else document
    if isinstance(document, dict) and "error" in document:
        rows = [str(document["error"])]
    if not isinstance(rows, list):
        raise _strange(who)
    told = next((row for row in rows if isinstance(row, str)), None)
    if told is not None:
        raise ArchiveError(f"{who} refused: {line_of(told)}.", remedy="Try again later.")
    made = [_workflow(row, repository) for row in rows if isinstance(row, dict)]
    return list({each.id: each for each in made}.values())


def _strange(who: str) -> BadAnswerError:
    return BadAnswerError(
        f"{who} answered without a list of workflows.",
        remedy="Correct its address in the catalogue; it ends in /esap-api.",
    )


def _workflow(row: dict[str, Any], repository: str) -> Workflow:
    address, path, ref = (_told(row, key) for key in ("url", "filepath", "ref"))
    address = address.removeprefix("git+")
    address = address if origin(address) else ""
    name = _told(row, "name") or PurePosixPath(path).stem or "Without a name"
    # Rows have no id, and those of saved sessions differ in what they say only.
    said = _told(row, "description")
    made = hashlib.sha256(f"{address}\n{ref}\n{path}\n{name}\n{said}".encode()).hexdigest()[:16]
    is_notebook = path.lower().endswith(".ipynb")
    author, keywords = _told(row, "author"), _told(row, "keywords").split(",")
    told = _told(row, "workflowtype") or _told(row, "workflow")
    notebooks = [NotebookSummary(path=path, title=PurePosixPath(path).stem)] if is_notebook else []
    return Workflow(
        id=f"{repository}:{made}",
        repository=repository,
        title=name,
        description=plain(said),
        authors=[Person(name=each.strip()) for each in author.split(";") if each.strip()],
        keywords=list(dict.fromkeys(filter(None, (each.strip() for each in keywords)))),
        url=address,
        code_repository=address,
        ref=ref or "HEAD",
        kind="notebook" if is_notebook else _KINDS.get(told.lower(), "software"),
        access="metadata",
        runtime=[each for each in [_told(row, "runtimePlatform")] if each],
        notebooks=notebooks,
    )


def _told(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if isinstance(value, list):
        value = ", ".join(str(each) for each in value)
    text = line_of(value, 5000)
    return "" if text == "None" else text
