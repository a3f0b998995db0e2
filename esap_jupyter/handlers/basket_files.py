"""Files of baskets in the workspace: written and read by the rules of the contents manager."""

import base64
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.utils import ensure_async
from tornado import web

from ..basket.limits import MOST_BYTES
from ..errors import BadRequestError, NotFoundError, TooLargeError
from ..models import BasketEdit, BasketImport, BasketSaveRequest, Saved
from .files import Saving
from .operation import operation

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["BasketFilesHandler", "BasketImportsHandler"]


class BasketFilesHandler(Saving):
    """Files made from the basket."""

    path = "basket/files"

    @operation(
        "Save items in a file", answer=Saved, body=BasketSaveRequest, status=HTTPStatus.CREATED
    )
    async def post(self, body: BasketSaveRequest) -> Saved:
        """Save items in the workspace; the file appears only when it is complete."""
        platform = await self.run(lambda esap: esap)

        def write(target: Path, *, overwrite: bool) -> int:
            return platform.basket_desk.save(target, body, overwrite=overwrite)

        return await self.save(body.path, write, overwrite=body.overwrite)


class BasketImportsHandler(Saving):
    """Baskets that come from elsewhere."""

    path = "basket/imports"

    @operation(
        "Put the items of a document in",
        answer=BasketEdit,
        body=BasketImport,
        status=HTTPStatus.CREATED,
    )
    async def post(self, body: BasketImport) -> BasketEdit:
        """Put in what a file or a document holds; tells what of it could not be taken."""
        if body.document is not None:
            put = partial(_put_document, document=body.document, group=body.group)
            return await self.run(put)
        content = body.content
        if content is None:
            content = await self._content(body.path)
        elif len(content) > MOST_BYTES:
            raise _too_large("The file", len(content))
        return await self.run(lambda esap: esap.basket_desk.put_file(content, body.group))

    async def _content(self, path: str) -> bytes:
        allowed = self.authorizer.is_authorized(self, self.current_user, "read", "contents")
        if not await ensure_async(allowed):
            raise web.HTTPError(403, "User is not authorized to read on resource: contents.")
        contents: Any = self.contents_manager
        if not await ensure_async(contents.file_exists(path)):
            raise NotFoundError(
                f"There is no file {path[:80]!r} in the workspace.", remedy="Choose one."
            )
        if await ensure_async(contents.is_hidden(path)):
            raise BadRequestError(f"{path[:80]!r} is hidden.", remedy="Choose another file.")
        model = await ensure_async(contents.get(path, content=False, type="file"))
        if (model.get("size") or 0) > MOST_BYTES:
            raise _too_large(repr(path[:80]), model["size"])
        model = await ensure_async(contents.get(path, type="file", format="base64"))
        return base64.b64decode(model["content"])


def _too_large(name: str, size: int) -> TooLargeError:
    return TooLargeError(
        f"{name} has {size} bytes; a basket's file has at most {MOST_BYTES}.",
        remedy="Import it in parts.",
    )


def _put_document(esap: "Platform", *, document: dict[str, Any], group: str | None) -> BasketEdit:
    return esap.basket_desk.put_document(document, group)
