"""The repositories of kind ``tutorials``: notebooks that come with the package.

``tutorials.toml`` beside them says what each is about and where in the menu it stands. They run
on the sandbox, without a network.
"""

import hashlib
import threading
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import NotAvailableError, NotFoundError
from ..models.workflows import Person, Workflow, WorkflowFile, WorkflowQuestion
from .base import RecordPage, Repository
from .content import Content, LocalContent
from .fitting import by_words

__all__ = ["FOLDER", "TutorialRepository"]

FOLDER = Path(__file__).parent.parent / "tutorials"
"""Where the package has its notebooks."""

_LIST = "tutorials.toml"


class TutorialRepository(Repository):
    """Lists notebooks of a folder; ``url`` of the catalogue may name another than the package's."""

    is_remote = False

    @property
    def folder(self) -> Path:
        """Where the notebooks are."""
        return Path(self.entry.url).expanduser() if self.entry.url else FOLDER

    def search(
        self,
        question: WorkflowQuestion,
        *,
        after: str = "",  # noqa: ARG002  (there is one page)
        cancel: threading.Event | None = None,  # noqa: ARG002
    ) -> RecordPage:
        """Choose by words; without any, all come in the order of the menu."""
        items = by_words(self._all, question)
        return RecordPage(items=items, total=len(items))

    def record(self, key: str, *, cancel: threading.Event | None = None) -> Workflow:  # noqa: ARG002
        """Return one tutorial."""
        wanted = self.workflow_id(key)
        for each in self._all:
            if each.id == wanted:
                return each
        raise NotFoundError(f"There is no tutorial {key!r}.")

    def content(self, workflow: Workflow, file: WorkflowFile) -> Content:  # noqa: ARG002
        """Read a file of the folder."""
        known = {each.name for one in self._all for each in one.files}
        if file.name not in known:
            raise NotFoundError(f"There is no tutorial's file {file.name!r}.")
        return LocalContent(self.folder / file.name)

    @cached_property
    def _all(self) -> list[Workflow]:
        path = self.folder / _LIST
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8")).get("tutorials", [])
            return [self._workflow(row) for row in rows]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotAvailableError(
                f"The list of {self.entry.name}, {path}, cannot be read: {error}.",
                remedy="Install the package again, or correct the list.",
            ) from error

    def _workflow(self, row: dict[str, Any]) -> Workflow:
        file = row["file"]
        body = (self.folder / file).read_bytes()
        digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
        described = WorkflowFile(name=file, size=str(len(body)), checksum=f"md5:{digest}")
        return Workflow(
            id=self.workflow_id(file.removesuffix(".ipynb").replace("/", ".")),
            repository=self.entry.id,
            title=row["title"],
            description=row.get("description", ""),
            authors=[Person(name=each) for each in row.get("authors", [])],
            keywords=["tutorial", *row.get("keywords", [])],
            license=row.get("license", "Apache-2.0"),
            version=__version__,
            kind="notebook",
            size=str(len(body)),
            files=[described],
            runtime=["Python"],
            group=row.get("group", ""),
        )
