"""What reads or writes files of the workspace."""

from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.fileio import FileManagerMixin
from tornado import web

from ..errors import NotAvailableError
from .base import EsapHandler

__all__ = ["WorkspaceHandler"]


class WorkspaceHandler(EsapHandler):
    """A handler that needs the workspace on disk."""

    async def workspace(self, action: str) -> Path:
        """Return its root, where the person may ``read`` or ``write`` there.

        Raises
        ------
        NotAvailableError
            The workspace is not on disk.
        """
        allowed = self.authorizer.is_authorized(self, self.current_user, action, "contents")
        if not await ensure_async(allowed):
            raise web.HTTPError(403, f"User is not authorized to {action} on resource: contents.")
        contents: Any = self.contents_manager
        if not isinstance(self.contents_manager, FileManagerMixin):
            raise NotAvailableError(
                "The workspace of this server is not on disk, so that files cannot be put there.",
                remedy="In a notebook, esap.stage() brings files to its kernel.",
            )
        return Path(contents._get_os_path(""))  # noqa: SLF001 (there is no public way)
