"""Files: a result saved in the workspace, by the rules of Jupyter's contents manager."""

import base64
import tempfile
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.fileio import FileManagerMixin
from tornado import web

from ..errors import BadRequestError, ConflictError, TooLargeError
from ..models import Result, Saved, SaveFormat, SaveRequest
from .base import EsapHandler
from .operation import operation

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["ResultFilesHandler", "Saving", "Write"]

UPLOAD = 100 * 1024 * 1024
LONGEST = 1000
LONGEST_NAME = 255


class Write(Protocol):
    """Writes a file, and returns its size in bytes."""

    def __call__(self, target: Path, /, *, overwrite: bool) -> int:
        """Write it."""


class Saving(EsapHandler):
    """What saves files in the workspace, wherever that is."""

    async def save(self, path: str, write: Write, *, overwrite: bool) -> Saved:
        """Have a file written in a thread, by the rules of the contents manager.

        Raises
        ------
        BadRequestError, ConflictError
            There can be no file of that path, or there is one.
        """
        await self._may_write()
        path = _tidy(path)
        await self._check(path, overwrite=overwrite)
        if isinstance(self.contents_manager, FileManagerMixin):
            size = await self._save_on_disk(path, write, overwrite=overwrite)
        else:
            size = await self._save_elsewhere(path, write, overwrite=overwrite)
        return Saved(path=path, size=size)

    async def _may_write(self) -> None:
        allowed = self.authorizer.is_authorized(self, self.current_user, "write", "contents")
        if not await ensure_async(allowed):
            raise web.HTTPError(403, "User is not authorized to write on resource: contents.")

    async def _check(self, path: str, *, overwrite: bool) -> None:
        contents: Any = self.contents_manager
        folder = path.rpartition("/")[0]
        if await ensure_async(contents.is_hidden(path)):
            raise BadRequestError(
                f"{path!r} is hidden.", remedy="Choose a name without a leading dot."
            )
        if not await ensure_async(contents.dir_exists(folder)):
            raise BadRequestError(
                f"There is no folder {folder!r} in the workspace.", remedy="Make it first."
            )
        if await ensure_async(contents.dir_exists(path)):
            raise ConflictError(f"{path!r} is a folder.", remedy="Choose another name.")
        if not overwrite and await ensure_async(contents.file_exists(path)):
            raise ConflictError(
                f"There is already a file {path!r}.", remedy="Choose another name or overwrite it."
            )

    async def _save_on_disk(self, path: str, write: Write, *, overwrite: bool) -> int:
        disk: Any = self.contents_manager
        try:
            target = Path(disk._get_os_path(path))  # noqa: SLF001 (there is no public way)
        except web.HTTPError as error:
            raise BadRequestError(f"{path!r} is outside the workspace.") from error
        try:
            return await self.run(lambda _: write(target, overwrite=overwrite))
        except OSError as error:
            raise BadRequestError(
                f"{path!r} cannot be written: {error.strerror or error}.",
                remedy="Choose another folder.",
            ) from error

    async def _save_elsewhere(self, path: str, write: Write, *, overwrite: bool) -> int:
        def make(_: "Platform") -> bytes:
            with tempfile.TemporaryDirectory(prefix="esap-") as folder:
                part = Path(folder) / "part"
                size = write(part, overwrite=False)
                if size > UPLOAD:
                    raise TooLargeError(
                        f"The file would have {size} bytes; this workspace is not on disk, and "
                        f"takes at most {UPLOAD}.",
                        remedy="Ask for fewer rows.",
                    )
                return part.read_bytes()

        content = await self.run(make)
        model = {
            "type": "file",
            "format": "base64",
            "content": base64.b64encode(content).decode("ascii"),
        }
        contents: Any = self.contents_manager
        # Somebody may have saved a file of that name meanwhile.
        await self._check(path, overwrite=overwrite)
        await ensure_async(contents.save(model, path))
        return len(content)


class ResultFilesHandler(Saving):
    """Files made from a result."""

    path = "results/{result}/files"

    @operation("Save a result", answer=Saved, body=SaveRequest, status=HTTPStatus.CREATED)
    async def post(self, result: str, body: SaveRequest) -> Saved:
        """Save a result in the workspace; the file appears only when it is complete."""
        await self._may_write()
        stored = await self.run(lambda esap: esap.results.get(result))
        return await self.save(
            body.path, partial(self._export, stored, body.format), overwrite=body.overwrite
        )

    def _export(
        self,
        stored: Result,
        format: SaveFormat,  # noqa: A002 (the name in the REST model)
        target: Path,
        /,
        *,
        overwrite: bool,
    ) -> int:
        from ..results.pages import save

        # Where somebody scrolls through rows meanwhile, they must not wait for the file.
        return self.app.workers.run(
            save,
            stored.path,
            target,
            format,
            truncated=stored.truncated,
            overwrite=overwrite,
            lane="decode",
        )


def _tidy(path: str) -> str:
    """Give a path relative to the workspace, or refuse it."""
    parts = [part for part in path.split("/") if part]
    strange = any(part in {".", ".."} or part != part.strip() for part in parts)
    strange = strange or any(len(part.encode()) > LONGEST_NAME for part in parts)
    if not parts or strange or "\\" in path or not path.isprintable() or len(path) > LONGEST:
        raise BadRequestError(
            f"{path[:80]!r} is not a path in the workspace.",
            remedy="Write it like folder/name.vot, relative to the workspace.",
        )
    if any(part.startswith(".") for part in parts):
        raise BadRequestError(f"{path!r} is hidden.", remedy="Choose names without a leading dot.")
    return "/".join(parts)
