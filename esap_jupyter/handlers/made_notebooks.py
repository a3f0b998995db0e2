"""Notebooks written into the workspace: made of queries, and copies of tutorials."""

import base64
import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.utils import ensure_async

from ..errors import BadRequestError, ConflictError, EsapError, NotFoundError
from ..models import QueryNotebookRequest, Result, Saved, TutorialCopy, TutorialRequest
from .files import Saving
from .operation import operation

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["QueryNotebooksHandler", "TutorialCopiesHandler"]

_NAMES = 100
_LONGEST = 40
_MOST = 20_000_000
_TUTORIALS = "tutorials"


class NotebookSaving(Saving):
    """What writes whole notebooks, never over a file that nobody has agreed to lose."""

    async def write_notebook(self, path: str, content: bytes, *, overwrite: bool = False) -> Saved:
        """Write a notebook."""

        def write(target: Path, *, overwrite: bool) -> int:
            from ..results.export import fresh_file

            with fresh_file(target, overwrite=overwrite) as fresh:
                fresh.write_bytes(content)
            return len(content)

        return await self.save(path, write, overwrite=overwrite)

    async def write_beside(self, path: str, content: bytes) -> Saved:
        """Write a notebook under this name, or under the first like it that no file has.

        Raises
        ------
        ConflictError
            A hundred of them are taken.
        """
        contents: Any = self.contents_manager
        stem = path.removesuffix(".ipynb")
        for number in range(1, _NAMES):
            name = f"{stem}.ipynb" if number == 1 else f"{stem}-{number}.ipynb"
            if not await ensure_async(contents.file_exists(name)):
                try:
                    return await self.write_notebook(name, content)
                except ConflictError:
                    continue
        raise ConflictError(
            f"There are {_NAMES} notebooks like {stem!r} already.", remedy="Choose another name."
        )


class QueryNotebooksHandler(NotebookSaving):
    """Notebooks that ask again what was asked before."""

    path = "queries/notebooks"

    @operation(
        "Write a notebook that repeats a query",
        answer=Saved,
        body=QueryNotebookRequest,
        status=HTTPStatus.CREATED,
    )
    async def post(self, body: QueryNotebookRequest) -> Saved:
        """Write it; a file that is there already stays."""
        title, content = await self.run(lambda esap: _notebook(esap, body))
        if body.path:
            return await self.write_notebook(_named(body.path), content)
        return await self.write_beside(f"{_file_name(title)}.ipynb", content)


class TutorialCopiesHandler(NotebookSaving):
    """Copies of tutorials in the workspace."""

    path = "tutorials/{tutorial}/copies"

    @operation(
        "Copy a tutorial into the workspace",
        answer=TutorialCopy,
        body=TutorialRequest,
        status=HTTPStatus.CREATED,
    )
    async def post(self, tutorial: str, body: TutorialRequest) -> TutorialCopy:
        """Copy it; a file with edits is replaced only where that was said."""
        name, content = await self.run(lambda esap: _tutorial(esap, tutorial))
        path = _named(body.path) if body.path else name
        if body.existing == "beside":
            saved = await self.write_beside(path, content)
            return TutorialCopy(path=saved.path, written=True)
        contents: Any = self.contents_manager
        if await ensure_async(contents.file_exists(path)):
            same = await self._is_same(path, content)
            if same or body.existing == "keep":
                return TutorialCopy(path=path, written=False)
        saved = await self.write_notebook(path, content, overwrite=body.existing == "replace")
        return TutorialCopy(path=saved.path, written=True)

    async def _is_same(self, path: str, content: bytes) -> bool:
        contents: Any = self.contents_manager
        model = await ensure_async(contents.get(path, type="file", format="base64"))
        return base64.b64decode(model["content"]) == content


def _notebook(esap: "Platform", body: QueryNotebookRequest) -> tuple[str, bytes]:
    from ..results.query_notebook import query_notebook

    if [bool(body.result), bool(body.job), body.request is not None].count(True) != 1:
        raise BadRequestError(
            "A notebook is made of one thing.", remedy="Name a result, a job or a request."
        )
    result, code, is_stored = _asked(esap, body)
    title = body.title or result.title
    content = query_notebook(result, "table", code=code, title=title, is_stored=is_stored)
    return title, content


def _asked(esap: "Platform", body: QueryNotebookRequest) -> tuple[Result, str, bool]:
    from ..results.query_code import job_code, result_of_job, result_of_request

    if body.request is not None:
        return result_of_request(body.request, body.title), "", False
    key = body.result
    if body.job:
        job = esap.jobs.book.get(body.job)
        if not job.result or not _is_stored(esap, job.result):
            return result_of_job(job), job_code(job, "table"), False
        key = job.result
    result = esap.results.get(key)
    return result, esap.code(result.id, "table"), True


def _is_stored(esap: "Platform", key: str) -> bool:
    try:
        esap.results.get(key)
    except EsapError:
        return False
    return True


def _tutorial(esap: "Platform", tutorial: str) -> tuple[str, bytes]:
    workflow = esap.workflows.get(f"{_TUTORIALS}:{tutorial}", inside=False)
    file = next((each for each in workflow.files if each.name.endswith(".ipynb")), None)
    if file is None:
        raise NotFoundError(f"{workflow.title} has no notebook.")
    return Path(file.name).name, esap.workflows.content(workflow, file).whole(_MOST)


def _named(path: str) -> str:
    if not path.lower().endswith(".ipynb"):
        raise BadRequestError(
            f"{path[:80]!r} is no name of a notebook.", remedy="Let it end with .ipynb."
        )
    return path


def _file_name(title: str) -> str:
    """Make a file's name of what somebody searched for."""
    words = re.sub(r"[^\w.+-]+", "-", title, flags=re.ASCII).strip("-.")[:_LONGEST].strip("-.")
    return words or "query"
