"""The contents API of a Jupyter server (jupyter_server's ``services/contents``), in memory."""

from typing import Any
from urllib.parse import unquote

from .base import Answer, Asked, json_answer

__all__ = ["FakeContents"]


class FakeContents:
    """Files by their path; a folder is None.

    Attributes
    ----------
    files
        Text, or the document of a notebook.
    """

    def __init__(self) -> None:
        self.files: dict[str, Any] = {}

    def answer(self, asked: Asked, path: str) -> Answer:
        """Answer a request for a path below ``api/contents/``."""
        path = unquote(path).strip("/")
        if asked.method == "PUT":
            return self._put(path, asked.json)
        if path and path not in self.files:
            return json_answer({"message": f"file or directory '{path}' does not exist"}, 404)
        return json_answer(self._model(path, with_content=asked.params.get("content") != "0"))

    def _put(self, path: str, model: dict[str, Any]) -> Answer:
        above = path.rpartition("/")[0]
        if above and above not in self.files:
            return json_answer({"message": f"No such file or directory: '{path}'"}, 500)
        is_new = path not in self.files
        self.files[path] = model.get("content")
        return json_answer(self._model(path, with_content=False), 201 if is_new else 200)

    def _model(self, path: str, *, with_content: bool) -> dict[str, Any]:
        found = self.files.get(path)
        kind = "notebook" if isinstance(found, dict) else "file"
        content: Any = found
        if found is None:
            kind = "directory"
            start = f"{path}/" if path else ""
            inside = [name for name in self.files if name.startswith(start) and name != path]
            content = [
                {"name": name.removeprefix(start), "path": name}
                for name in inside
                if "/" not in name.removeprefix(start)
            ]
        name = path.rpartition("/")[2]
        told = content if with_content else None
        return {"name": name, "path": path, "type": kind, "content": told, "writable": True}
