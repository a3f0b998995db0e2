"""Zenodo's REST interface on the loopback address, with the traps of the real one.

Guests get 25 records a page at most and anybody else 100: more is a 400, not less. Only the links
of an answer lead on: files of older records are in buckets. Ids of all versions redirect, files
that are restricted or under embargo are 403, and are not listed. ``subject`` knows capital
letters. The answer's shape depends on ``Accept``; files are a list, an object of entries, or a
list of entries. Descriptions are HTML of anybody. Each answer tells what is left of the limit.
"""

import json
import re
import time
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, urlencode

from .base import Answer, Asked, Fake, json_answer
from .zenodo_hcg16 import DATA_PATH, data_archive
from .zenodo_records import FakeRecord, Whole, sample_records
from .zenodo_shapes import file_entry, inveniordm, legacy

__all__ = ["TOKEN", "FakeZenodo"]

TOKEN = "a-personal-access-token"
_INVENIO = "application/vnd.inveniordm.v1+json"
_GUEST_PAGE, _PAGE, _WINDOW = 25, 100, 10_000
_LIMIT = 60


class FakeZenodo(Fake):
    """See the module.

    Attributes
    ----------
    url
        Its interface's root, for a catalogue.
    records
        All versions of all records by their id.
    left
        How many requests are left until ``reset`` (Unix seconds); None for no limit.
    retry_after
        What a 429 says, if anything.
    has_ranges
        Whether parts of files can be asked for.
    always_inveniordm
        Answer in the newer shape whatever is asked for, as other installations do.
    sent
        How many bytes of files went out.
    elsewhere
        Files of other servers, by path: the data that hcg-16 fetches.
    """

    def __init__(self, records: list[FakeRecord] | None = None) -> None:
        super().__init__()
        self.url = f"{self.root}/api/"
        made = sample_records(self.root) if records is None else records
        self.records = {record.id: record for record in made}
        self.left: int | None = None
        self.reset = time.time() + 60
        self.retry_after = "30"
        self.has_ranges = True
        self.always_inveniordm = False
        self.sent = 0
        self.elsewhere = {DATA_PATH: data_archive()}

    def add(self, record: FakeRecord) -> FakeRecord:
        """Put a record there."""
        self.records[record.id] = record
        return record

    def answer(self, asked: Asked) -> Answer:
        """Answer as Zenodo would."""
        if asked.path in self.elsewhere:
            return self._file(asked, Whole(self.elsewhere[asked.path]))
        if self.left is not None and self.left <= 0:
            answer = json_answer({"status": 429, "message": "Too many requests."}, 429)
            if self.retry_after:
                answer.headers["Retry-After"] = self.retry_after
        else:
            self.left = None if self.left is None else self.left - 1
            answer = self._routed(asked)
        answer.headers |= {
            "X-RateLimit-Limit": str(_LIMIT),
            "X-RateLimit-Remaining": str(_LIMIT if self.left is None else max(0, self.left)),
            "X-RateLimit-Reset": str(int(self.reset)),
        }
        return answer

    def _routed(self, asked: Asked) -> Answer:
        path = asked.path
        if path == "/api/records":
            return self._search(asked, asked.params.get("communities", ""))
        if found := re.fullmatch(r"/api/communities/([\w-]+)/records", path):
            return self._search(asked, found[1])
        if found := re.fullmatch(r"/api/files/([\w-]+)/(.+)", path):
            return self._bucket(asked, found[1], unquote(found[2]))
        found = re.fullmatch(r"/api/records/([\w-]+)((?:/.*)?)", path)
        if found is None:
            return _error(404, "The page does not exist.")
        record = self.records.get(found[1])
        if record is None:
            return self._concept(found[1], found[2])
        return self._record(asked, record, found[2])

    def _record(self, asked: Asked, record: FakeRecord, rest: str) -> Answer:
        if not rest:
            return json_answer(self._shaped(asked, record))
        if rest == "/versions/latest":
            return _moved(f"{self.root}/api/records/{self._latest(record.concept).id}")
        if rest == "/files":
            if record.is_closed:
                return _error(403, "Permission denied.")
            entries = [file_entry(self.root, record, key) for key in record.files]
            return json_answer({"enabled": bool(entries), "entries": entries})
        found = re.fullmatch(r"/files/(.+)/content", rest)
        if found and unquote(found[1]) in record.files and not record.in_bucket:
            return self._given(asked, record, unquote(found[1]))
        return _error(404, "The file does not exist.")

    def _bucket(self, asked: Asked, bucket: str, key: str) -> Answer:
        owner = next((each for each in self.records.values() if each.bucket == bucket), None)
        if owner is None or not owner.in_bucket or key not in owner.files:
            return _error(404, "The bucket does not exist.")
        return self._given(asked, owner, key)

    def _given(self, asked: Asked, record: FakeRecord, key: str) -> Answer:
        if record.is_closed and asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _error(403, "Permission denied.")
        return self._file(asked, record.files[key])

    def _file(self, asked: Asked, file: Whole) -> Answer:
        wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", asked.headers.get("Range", ""))
        media = {"media": "application/octet-stream"}
        if wanted is None or not self.has_ranges:
            self.sent += file.size
            return Answer(file.read(0, file.size), **media)
        if wanted[1]:
            start, last = int(wanted[1]), int(wanted[2] or file.size - 1)
        else:
            start, last = max(0, file.size - int(wanted[2])), file.size - 1
        last = min(last, file.size - 1)
        if start > last:
            headers = {"Content-Range": f"bytes */{file.size}"}
            return Answer(status=416, headers=headers, **media)
        body = file.read(start, last - start + 1)
        self.sent += len(body)
        headers = {"Content-Range": f"bytes {start}-{last}/{file.size}", "Accept-Ranges": "bytes"}
        return Answer(body, status=206, headers=headers, **media)

    def _concept(self, key: str, rest: str) -> Answer:
        if not any(each.concept == key for each in self.records.values()):
            return _error(404, "The persistent identifier does not exist.")
        return _moved(f"{self.root}/api/records/{self._latest(key).id}{rest}")

    def _latest(self, concept: str) -> FakeRecord:
        versions = [each for each in self.records.values() if each.concept == concept]
        return max(versions, key=lambda each: each.index)

    def _search(self, asked: Asked, community: str) -> Answer:
        params = asked.params
        size, page = int(params.get("size", "10")), int(params.get("page", "1"))
        is_known = asked.headers.get("Authorization") == f"Bearer {TOKEN}"
        most = _PAGE if is_known else _GUEST_PAGE
        if size > most:
            return _error(400, f"Page size cannot be greater than {most}.")
        if size * page > _WINDOW:
            return _error(400, "Maximum number of results have been reached.")
        query = params.get("q", "")
        if re.search(r"(^|\s)[+-]?/", query):
            return _error(400, "The syntax of the search query is invalid.")
        found = [each for each in self.records.values() if self._fits(each, params, community)]
        if params.get("sort") != "bestmatch":
            found.sort(key=lambda each: (each.published, each.id), reverse=True)
        shown = found[(page - 1) * size : page * size]
        links = {"self": f"{self.root}{asked.target}"}
        if page * size < len(found):
            following = urlencode({**params, "page": str(page + 1)})
            links["next"] = f"{self.root}{asked.path}?{following}"
        hits = [self._shaped(asked, each) for each in shown]
        return json_answer({"hits": {"hits": hits, "total": len(found)}, "links": links})

    def _fits(self, record: FakeRecord, params: dict[str, str], community: str) -> bool:
        if params.get("all_versions") not in ("1", "true") and record != self._latest(
            record.concept
        ):
            return False
        if community and community not in record.communities:
            return False
        if params.get("type", record.type) != record.type:
            return False
        # The filter by subject is the one that knows capital letters.
        if "subject" in params and params["subject"] not in record.keywords:
            return False
        return _matches(params.get("q", ""), record.text.casefold())

    def _shaped(self, asked: Asked, record: FakeRecord) -> dict[str, Any]:
        latest = self._latest(record.concept)
        accepts = asked.headers.get("Accept", "")
        shape = inveniordm if self.always_inveniordm or _INVENIO in accepts else legacy
        made = shape(self.root, record, latest)
        # What is not of JSON is seen here and not by who asks.
        json.dumps(made, allow_nan=False)
        return made


def _matches(query: str, text: str) -> bool:
    """Tell whether a text fits: one of the words will do, unless each has a plus in front."""
    parts = re.findall(r'(\+?)(\([^)]*\)|(?:[\w.]+:)?"[^"]*"|[^\s"+()]+)', query)
    there = [(bool(plus), _is_there(part, text)) for plus, part in parts]
    needed = [is_there for is_needed, is_there in there if is_needed]
    return all(needed) if needed else not there or any(is_there for _, is_there in there)


def _is_there(part: str, text: str) -> bool:
    if part.startswith("("):
        return _matches(part[1:-1], text)
    return re.sub(r'^[\w.]+:(?=")', "", part).strip('"').casefold() in text


def _moved(address: str) -> Answer:
    return Answer(status=HTTPStatus.FOUND, headers={"Location": quote(address, safe=":/?&=%")})


def _error(status: int, message: str) -> Answer:
    return json_answer({"status": status, "message": message}, status)
