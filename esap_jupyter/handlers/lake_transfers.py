"""Files of lakes brought into the workspace, and files of the workspace stored in a lake."""

from http import HTTPStatus
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.fileio import FileManagerMixin
from tornado import web

from ..errors import NotAvailableError
from ..models import Activity
from ..models.lake import DownloadRequest, UploadRequest
from .base import EsapHandler
from .operation import operation

__all__ = ["LakeDownloadsHandler", "LakeUploadsHandler"]


class _Workspace(EsapHandler):
    """What reads or writes files of the workspace."""

    async def workspace(self, action: str) -> Path:
        """Return its root, where the person may ``read`` or ``write`` there."""
        allowed = self.authorizer.is_authorized(self, self.current_user, action, "contents")
        if not await ensure_async(allowed):
            raise web.HTTPError(403, f"User is not authorized to {action} on resource: contents.")
        contents: Any = self.contents_manager
        if not isinstance(self.contents_manager, FileManagerMixin):
            raise NotAvailableError(
                "The workspace of this server is not on disk, so that it has no files for a lake.",
                remedy="In a notebook, esap.stage() brings files to its kernel.",
            )
        return Path(contents._get_os_path(""))  # noqa: SLF001 (there is no public way)


class LakeDownloadsHandler(_Workspace):
    """Downloads from a lake."""

    path = "lakes/{lake}/downloads"

    @operation(
        "Bring files of a lake into the workspace",
        answer=Activity,
        body=DownloadRequest,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, lake: str, body: DownloadRequest) -> Activity:
        """Begin to fetch all files of some DIDs; the activity tells the folder at last."""
        root = await self.workspace("write")
        return await self.run(
            lambda esap: esap.lake_transfers.start_download(
                lake, body.dids, root=root, folder=body.folder
            ),
            online=True,
        )


class LakeUploadsHandler(_Workspace):
    """Uploads to a lake."""

    path = "lakes/{lake}/uploads"

    @operation(
        "Store files of the workspace in a lake",
        answer=Activity,
        body=UploadRequest,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, lake: str, body: UploadRequest) -> Activity:
        """Begin to store files, folders and results; the activity tells how it goes."""
        root = await self.workspace("read")
        return await self.run(
            lambda esap: esap.lake_uploads.start(lake, body, root=root), online=True
        )
