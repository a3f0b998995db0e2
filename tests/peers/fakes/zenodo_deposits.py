"""Zenodo's deposit interface beside its records, with what one runs into.

A token without the scope is 403, as is none (401); metadata that it does not like are 400 with a
list of errors, told only when they are sent; files go to a bucket whose address only the answer
tells; nothing is seen by others before ``actions/publish``, which this fake counts and refuses.
"""

import hashlib
import re
from typing import Any
from urllib.parse import unquote

from .base import Answer, Asked, json_answer
from .zenodo import TOKEN, FakeZenodo

__all__ = ["READ_ONLY", "FakeDeposits"]

READ_ONLY = "a-token-without-the-scope"
_NEEDED = ("title", "upload_type", "description", "creators")


class FakeDeposits(FakeZenodo):
    """See the module.

    Attributes
    ----------
    drafts
        Depositions by their id, each with its ``files``.
    published
        How often somebody tried to publish.
    elsewhere_bucket
        An address of a bucket at another host, which a token must not be sent to.
    spoils
        Whether files arrive with another checksum.
    """

    def __init__(self) -> None:
        super().__init__()
        self.drafts: dict[str, dict[str, Any]] = {}
        self.published = 0
        self.elsewhere_bucket = ""
        self.spoils = False

    def answer(self, asked: Asked) -> Answer:
        """Answer as Zenodo would."""
        if not asked.path.startswith(("/api/deposit", "/api/files/draft-")):
            return super().answer(asked)
        token = asked.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != TOKEN:
            status = 403 if token == READ_ONLY else 401
            return json_answer({"status": status, "message": "Permission denied."}, status)
        return self._allowed(asked)

    def _allowed(self, asked: Asked) -> Answer:
        if found := re.fullmatch(r"/api/files/draft-(\d+)/(.+)", asked.path):
            return self._stored(asked, found[1], unquote(found[2]))
        if asked.path == "/api/deposit/depositions":
            return self._listed() if asked.method == "GET" else self._made()
        found = re.fullmatch(r"/api/deposit/depositions/(\d+)(/actions/publish)?", asked.path)
        if found is None or found[1] not in self.drafts:
            return json_answer({"status": 404, "message": "PID does not exist."}, 404)
        if found[2]:
            self.published += 1
            return json_answer({"status": 403, "message": "Not in this fake."}, 403)
        return self._changed(asked, found[1])

    def _listed(self) -> Answer:
        return json_answer(list(self.drafts.values()))

    def _made(self) -> Answer:
        key = str(7_000_000 + len(self.drafts))
        own = f"{self.root}/api/deposit/depositions/{key}"
        links = {
            "self": own,
            "html": f"{self.root}/deposit/{key}",
            "bucket": self.elsewhere_bucket or f"{self.root}/api/files/draft-{key}",
            "publish": f"{own}/actions/publish",
        }
        draft = {"id": int(key), "links": links, "metadata": {}, "files": {}, "submitted": False}
        self.drafts[key] = draft
        return json_answer(draft, 201)

    def _stored(self, asked: Asked, key: str, name: str) -> Answer:
        if asked.method != "PUT" or key not in self.drafts:
            return json_answer({"status": 404, "message": "Bucket does not exist."}, 404)
        self.drafts[key]["files"][name] = asked.body.decode("utf-8", "replace")
        seen = b"" if self.spoils else asked.body
        checksum = hashlib.md5(seen, usedforsecurity=False).hexdigest()
        return json_answer({"key": name, "checksum": f"md5:{checksum}"}, 201)

    def _changed(self, asked: Asked, key: str) -> Answer:
        if asked.method == "DELETE":
            del self.drafts[key]
            return Answer(b"", status=204)
        metadata = asked.json["metadata"]
        missing = [each for each in _NEEDED if not metadata.get(each)]
        if missing:
            errors = [{"field": f"metadata.{each}", "message": "Missing data."} for each in missing]
            body = {"status": 400, "message": "Validation error.", "errors": errors}
            return json_answer(body, 400)
        reserved = {"prereserve_doi": {"doi": f"10.5281/zenodo.{key}", "recid": int(key)}}
        self.drafts[key]["metadata"] = metadata | reserved
        return json_answer(self.drafts[key])
