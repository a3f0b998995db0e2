"""Results: what they are, their rows as text, their table as bytes, and code that remakes them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from .. import models
from ..errors import BadRequestError, NotFoundError
from .base import EsapHandler
from .operation import BINARY, operation
from .positions import row_filter

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = [
    "ResultCodeHandler",
    "ResultHandler",
    "ResultRowsHandler",
    "ResultTableHandler",
    "ResultsHandler",
]

SLICE = 8 * 1024 * 1024
Count = Annotated[int, msgspec.Meta(ge=0)]


class RowsQuery(msgspec.Struct, kw_only=True):
    """Which rows (from ``start`` to before ``stop``) and columns (positions, comma between).

    ``where`` is the JSON of a ``RowFilter``; rows are counted among those that it lets through.
    """

    start: Count
    stop: Count
    columns: str
    sort: Count | None = None
    direction: models.Direction = "none"
    where: str = ""


class CodeQuery(msgspec.Struct, kw_only=True):
    """Which variable and language; with a ``filename``, the code reads that file.

    Without one it makes the search again, which only Python can.
    """

    variable: str
    language: str = "python"
    filename: str = ""


class SliceQuery(msgspec.Struct, kw_only=True):
    """Which bytes of the table; at most 8 MiB."""

    offset: Count = 0
    length: Annotated[int, msgspec.Meta(ge=1, le=SLICE)] = SLICE


class ResultsHandler(EsapHandler):
    """All results."""

    path = "results"

    @operation("List the stored results", answer=list[models.Result])
    async def get(self) -> list[models.Result]:
        """List the stored results, the newest first."""
        return await self.run(lambda esap: esap.results.list())


class ResultHandler(EsapHandler):
    """One result, by its id or name."""

    path = "results/{result}"

    @operation("Describe a result", answer=models.Result)
    async def get(self, result: str) -> models.Result:
        """Describe a result."""
        return await self.run(lambda esap: esap.results.look(result))

    @operation("Rename a result", answer=models.Result, body=models.RenameRequest)
    async def patch(self, result: str, body: models.RenameRequest) -> models.Result:
        """Give a result another name."""
        return await self.run(lambda esap: esap.results.rename(result, body.name))

    @operation("Delete a result")
    async def delete(self, result: str) -> None:
        """Delete a result; what a kernel has loaded stays there."""
        await self.run(lambda esap: esap.results.delete(result))


class ResultRowsHandler(EsapHandler):
    """The rows of a result."""

    path = "results/{result}/rows"

    @operation("Give rows as text", answer=models.Page, query=RowsQuery)
    async def get(self, result: str, query: RowsQuery) -> models.Page:
        """Give at most 1024 rows of at most 64 columns."""
        from ..results.pages import page

        columns = _positions(query.columns)
        sort = query.sort if query.direction != "none" else None
        where = row_filter(query.where)

        def cut(esap: "Platform") -> models.Page:
            path = esap.results.look(result).path
            return self.app.workers.run(
                page, path, query.start, query.stop, columns, sort, query.direction, where
            )

        def cut_at_last(esap: "Platform") -> models.Page:
            try:
                return cut(esap)
            except NotFoundError:
                # More rows may have come, or all, between the look and the cut.
                return cut(esap)

        return await self.run(cut_at_last)


class ResultCodeHandler(EsapHandler):
    """Source text that remakes a result."""

    path = "results/{result}/code"

    @operation("Give code for a cell", answer=models.Code, query=CodeQuery)
    async def get(self, result: str, query: CodeQuery) -> models.Code:
        """Give code that makes the search again, or that reads a saved file."""
        code = await self.run(lambda esap: _code(esap, result, query))
        return models.Code(code=code, language=query.language)


class ResultTableHandler(EsapHandler):
    """The table of a result, for kernels that do not share the server's disk."""

    path = "results/{result}/table"

    @operation("Give a slice of the Arrow file", answer=BINARY, query=SliceQuery)
    async def get(self, result: str, query: SliceQuery) -> bytes:
        """Give bytes of the Arrow file; its size stands in the header ``X-Total-Length``."""
        stored = await self.run(lambda esap: esap.results.get(result))
        content, size = await self.run(
            lambda _: _slice(Path(stored.path), query.offset, query.length)
        )
        self.set_header("X-Total-Length", str(size))
        return content


def _positions(text: str) -> list[int]:
    parts = [part for part in text.split(",") if part]
    if not all(
        part.isascii() and part.isdecimal() and len(part) < len(str(SLICE)) for part in parts
    ):
        raise BadRequestError(f"{text[:80]!r} are not positions of columns, such as 0,1,5.")
    return [int(part) for part in parts]


def _code(esap: "Platform", key: str, query: CodeQuery) -> str:
    from ..results.code import load_code

    if query.filename:
        return load_code(query.language, query.filename, query.variable)
    if query.language.lower() == "python":
        return esap.code(key, query.variable)
    raise BadRequestError(
        f"Only Python can make the search again, not {query.language[:80]}.",
        remedy="Save the result, and name that file to get a cell that reads it.",
    )


def _slice(path: Path, offset: int, length: int) -> tuple[bytes, int]:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(min(offset, size))
        return file.read(length), size
