"""The repositories of kind ``zenodo``: Zenodo, and other installations of InvenioRDM."""

import re
import threading
from typing import Any

import msgspec

from ...errors import BadAnswerError, NotAvailableError, NotFoundError
from ...models.workflows import Workflow, WorkflowFile, WorkflowQuestion
from ...urls import is_below, origin
from ..base import RecordPage, Repository
from ..content import Content, HttpContent, refused
from ..courtesy import Courtesy
from .client import PoliteClient
from .query import query_of
from .records import ReadRecord, read_page, read_record

__all__ = ["PAGE", "ZenodoRepository"]

PAGE = 25
"""The largest page that Zenodo gives to who has not logged in; more is refused (since 2025-11)."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_IDENTIFIER = re.compile(
    r"^(?:https?://\S+?/(?:records?|doi)/|(?:https?://(?:dx\.)?doi\.org/|doi:)?(?=10\.))"
    r"(?:10\.\d{4,9}/(?:zenodo\.)?)?([A-Za-z0-9-]+)/?$",
    re.IGNORECASE,
)
_LAYOUTS = ("zenodo", "inveniordm")


class ZenodoRepository(Repository):
    """Finds records by words, author and type; see `Repository`.

    ``options.layout`` is ``zenodo`` (a community narrows a search down by a parameter) or
    ``inveniordm`` (each community has its own address).

    Raises
    ------
    NotAvailableError
        Its entry makes no sense.
    """

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        if origin(self.entry.url) is None:
            raise NotAvailableError(
                f"{self.entry.name} has no address.",
                remedy=f'Add url = "https://zenodo.org/api/" to [repositories.{self.entry.id}].',
            )
        self._layout = str(self.entry.options.get("layout", _LAYOUTS[0]))
        if self._layout not in _LAYOUTS:
            raise NotAvailableError(
                f"{self.entry.name} has a layout that nobody knows, {self._layout!r}.",
                remedy=f"Write {' or '.join(_LAYOUTS)} into [repositories.{self.entry.id}].",
            )
        self._root = f"{self.entry.url.rstrip('/')}/"
        self._courtesy = Courtesy(who=self.entry.name)
        self._client = PoliteClient(http=self.http, who=self.entry.name, courtesy=self._courtesy)

    def search(
        self,
        question: WorkflowQuestion,
        *,
        after: str = "",
        cancel: threading.Event | None = None,
    ) -> RecordPage:
        """Ask for a page; an identifier of a record finds that one."""
        identifier = _IDENTIFIER.match(question.text.strip())
        if identifier and not after:
            return RecordPage(items=[self.record(identifier[1], cancel=cancel)], total=1)
        if after:
            if not is_below(after, self._root):
                raise BadAnswerError(
                    f"{self.entry.name} has its next page elsewhere, which is not followed.",
                    remedy="Correct its address in the catalogue.",
                )
            response = self._client.get(after, what="that page", cancel=cancel)
        else:
            url, params = self._first(question)
            response = self._client.get(url, params, what="that search", cancel=cancel)
        return self.compute.run(
            read_page,
            response.body,
            repository=self.entry.id,
            base=response.url,
            who=self.entry.name,
            cancel=cancel,
            lane="decode",
        )

    def record(self, key: str, *, cancel: threading.Event | None = None) -> Workflow:
        """Return a record, also by the identifier of all its versions, or by its DOI."""
        identifier = _IDENTIFIER.match(key)
        key = identifier[1] if identifier else key
        if not _KEY.fullmatch(key):
            raise NotFoundError(f"{self.entry.name} has no record {key!r}.")
        read = self._read(f"{self._root}records/{key}", f"record {key}", cancel)
        workflow = read.workflow
        if read.latest and is_below(read.latest, self._root):
            newer = self._read(read.latest, "newest version", cancel).workflow.id
            newer = "" if newer == workflow.id else newer
            workflow = msgspec.structs.replace(workflow, newer=newer)
        return workflow

    def content(self, workflow: Workflow, file: WorkflowFile) -> Content:
        """Return what reads a file; files that are not for everybody are refused here."""
        if workflow.access in ("restricted", "embargoed"):
            raise refused(403, who=self.entry.name, what=file.name)
        if not file.url:
            raise NotFoundError(f"{self.entry.name} tells no address of {file.name}.")
        return HttpContent(
            http=self.http,
            url=file.url,
            who=self.entry.name,
            name=file.name,
            size=int(file.size) or None,
            courtesy=self._courtesy,
        )

    def _first(self, question: WorkflowQuestion) -> tuple[str, dict[str, str]]:
        query = query_of(question)
        params = {"size": str(PAGE), "page": "1", "sort": "newest"}
        if query:
            params |= {"q": query, "sort": "bestmatch"}
        community = self.entry.community
        if self._layout == _LAYOUTS[1]:
            path = f"communities/{community}/records" if community else "records"
            return f"{self._root}{path}", params
        if community:
            params["communities"] = community
        if question.kind in ("software", "dataset"):
            params["type"] = question.kind
        return f"{self._root}records", params

    def _read(self, url: str, what: str, cancel: threading.Event | None) -> ReadRecord:
        response = self._client.get(url, what=what, cancel=cancel)
        return self.compute.run(
            read_record,
            response.body,
            repository=self.entry.id,
            base=response.url,
            who=self.entry.name,
            cancel=cancel,
            lane="decode",
        )
