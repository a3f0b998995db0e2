"""The repositories of kind ``list``: a site's own list of workflows, in TOML or JSON.

``[[workflows]]`` tables (or a JSON list, or an object with ``workflows``) with ``title`` and what
is known of ``description``, ``authors``, ``keywords``, ``notebook`` (an address), ``files`` (more
addresses), ``repository`` (git), ``ref``, ``path``, ``doi``, ``license``, ``version``, ``runtime``.
The list is a file of this machine, or on the web.
"""

import hashlib
import json
import threading
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from ..errors import BadAnswerError, BadRequestError, NotAvailableError, NotFoundError
from ..models.workflows import NotebookSummary, Person, Workflow, WorkflowFile, WorkflowQuestion
from ..urls import joined, origin
from .base import RecordPage, Repository
from .codemeta import orcid_of
from .content import Content, HttpContent, LocalContent, refused
from .fitting import by_words
from .texts import line_of, plain

__all__ = ["ListRepository", "read_site_list"]

_BYTES = 8 << 20
_SECONDS = 30.0
_BAD = 400


class ListRepository(Repository):
    """Reads the list each time that it is asked: who edits it sees at once what comes of it."""

    @property
    def is_remote(self) -> bool:  # type: ignore[override]
        """Whether the list is on the web."""
        return origin(self.entry.url) is not None

    def search(
        self,
        question: WorkflowQuestion,
        *,
        after: str = "",  # noqa: ARG002  (there is one page)
        cancel: threading.Event | None = None,
    ) -> RecordPage:
        """Choose from the list by words."""
        items = by_words(self._read(cancel), question)
        return RecordPage(items=items, total=len(items))

    def record(self, key: str, *, cancel: threading.Event | None = None) -> Workflow:
        """Choose one from the list."""
        wanted = self.workflow_id(key)
        for each in self._read(cancel):
            if each.id == wanted:
                return each
        raise NotFoundError(f"{self.entry.name} does not list that workflow any more.")

    def content(self, workflow: Workflow, file: WorkflowFile) -> Content:
        """Read a file that the list names: on the web, or beside a list of this machine."""
        if file.url:
            return HttpContent(http=self.http, url=file.url, who=self.entry.name, name=file.name)
        if self.is_remote:
            raise NotFoundError(f"{workflow.title} has no {file.name} on the web.")
        folder = Path(self.entry.url).expanduser().resolve().parent
        path = (folder / file.name).resolve()
        if not path.is_relative_to(folder) or not path.is_file():
            raise NotFoundError(f"{self.entry.name} has no file {file.name} beside its list.")
        return LocalContent(path)

    def _read(self, cancel: threading.Event | None) -> list[Workflow]:
        body, base = self._body(cancel)
        return self.compute.run(
            read_site_list,
            body,
            repository=self.entry.id,
            base=base,
            who=self.entry.name,
            cancel=cancel,
            lane="decode",
        )

    def _body(self, cancel: threading.Event | None) -> tuple[bytes, str]:
        if self.is_remote:
            response = self.http.get(
                self.entry.url,
                max_bytes=_BYTES,
                total_timeout=_SECONDS,
                cancel=cancel,
                who=self.entry.name,
            )
            if response.status >= _BAD:
                raise refused(response.status, who=self.entry.name, what="list of workflows")
            return response.body, response.url
        path = Path(self.entry.url).expanduser()
        try:
            if path.stat().st_size > _BYTES:
                raise NotAvailableError(f"The list {path} is larger than {_BYTES >> 20} MB.")
            return path.read_bytes(), ""
        except OSError as error:
            raise NotAvailableError(
                f"The list of {self.entry.name}, {path}, cannot be read: {error.strerror}.",
                remedy=f"Correct the url of [repositories.{self.entry.id}].",
            ) from error


def read_site_list(body: bytes, *, repository: str, base: str, who: str) -> list[Workflow]:
    """Make workflows of a site's list.

    Parameters
    ----------
    body
        TOML or JSON.
    repository
        Id of the repository.
    base
        The list's own address, that others may be relative to; empty for a file.
    who
        What to call the list in errors.

    Raises
    ------
    BadAnswerError
        It is neither, or has no workflows.
    """
    document = _parsed(body, who)
    rows = document.get("workflows") if isinstance(document, dict) else document
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadAnswerError(
            f"{who} has no list of workflows in it.", remedy="Write [[workflows]] tables."
        )
    for number, row in enumerate(rows, start=1):
        if not line_of(row.get("title")):
            raise BadAnswerError(
                f"Workflow {number} of {who} has no title.", remedy='Add title = "…" to it.'
            )
    return [_workflow(row, repository, base) for row in rows]


def _parsed(body: bytes, who: str) -> Any:
    try:
        if body.lstrip()[:1] in (b"{", b"["):
            try:
                return json.loads(body)
            except ValueError:
                # A table of TOML begins with a bracket, too.
                return tomllib.loads(body.decode())
        return tomllib.loads(body.decode())
    except (ValueError, RecursionError, BadRequestError) as error:
        raise BadAnswerError(
            f"{who} is neither TOML nor JSON: {line_of(str(error))}.", remedy="Correct that line."
        ) from error


def _workflow(row: dict[str, Any], repository: str, base: str) -> Workflow:
    files = [_file(each, base) for each in [row.get("notebook"), *_each(row.get("files"))] if each]
    path, code = line_of(row.get("path"), 1000), _address(row.get("repository"))
    named = line_of(row.get("id"), 60)
    made = hashlib.sha256(
        "\n".join([line_of(row["title"]), code, path, *(each.name for each in files)]).encode()
    ).hexdigest()[:16]
    is_notebook = path.lower().endswith(".ipynb")
    listed = [NotebookSummary(path=path, title=PurePosixPath(path).stem)] if is_notebook else []
    doi = line_of(row.get("doi"), 200).removeprefix("https://doi.org/")
    return Workflow(
        id=f"{repository}:{named or made}",
        repository=repository,
        title=line_of(row["title"]),
        description=plain(str(row.get("description", ""))),
        authors=[_person(each) for each in _each(row.get("authors"))],
        keywords=[line_of(each, 120) for each in _each(row.get("keywords"))],
        license=line_of(row.get("license"), 200),
        version=line_of(row.get("version"), 80),
        published=line_of(row.get("published"), 40),
        doi=doi,
        url=_address(row.get("url")) or (f"https://doi.org/{doi}" if doi else code),
        code_repository=code,
        ref=line_of(row.get("ref"), 200),
        kind="notebook" if is_notebook or row.get("notebook") else "software",
        access="open" if files else "metadata",
        files=files,
        runtime=[line_of(each, 120) for each in _each(row.get("runtime"))],
        notebooks=None if files else listed,
        group=line_of(row.get("group"), 200),
    )


def _file(value: object, base: str) -> WorkflowFile:
    """Describe a file by its address; one beside a list of this machine has none."""
    text = line_of(value, 2000)
    address = joined(base, text) if base else text
    if origin(address):
        name = unquote(PurePosixPath(urlsplit(address).path).name)
        return WorkflowFile(name=name or "file", url=address)
    return WorkflowFile(name=text)


def _person(value: object) -> Person:
    if isinstance(value, dict):
        return Person(
            name=line_of(value.get("name")),
            orcid=orcid_of(value.get("orcid")),
            affiliation=line_of(value.get("affiliation")),
        )
    return Person(name=line_of(value))


def _address(value: object) -> str:
    address = line_of(value, 2000)
    return address if origin(address) else ""


def _each(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
