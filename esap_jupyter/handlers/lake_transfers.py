"""Files of lakes brought into the workspace, and files of the workspace stored in a lake."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from ..models import Activity
from ..models.lake import DownloadRequest, UploadRequest
from .operation import operation
from .workspace import WorkspaceHandler

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["LakeDownloadsHandler", "LakeUploadsHandler"]


class LakeDownloadsHandler(WorkspaceHandler):
    """Downloads from a lake."""

    path = "lakes/{lake}/downloads"

    @operation(
        "Bring files of a lake into the workspace",
        answer=Activity,
        body=DownloadRequest,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, lake: str, body: DownloadRequest) -> Activity:
        """Begin to fetch all files of some DIDs, in a job that goes on after a restart.

        The activity tells the file or folder at last; its ``transfer`` is the job.
        """
        root = await self.workspace("write")

        def begin(esap: "Platform") -> Activity:
            job = esap.stagings.download(lake, body.dids, root=root, folder=body.folder)
            return esap.activities.get(job.activity)

        return await self.run(begin, online=True)


class LakeUploadsHandler(WorkspaceHandler):
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
