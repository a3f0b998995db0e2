"""An ESAP API gateway on the loopback address, which answers what a running one answered.

The answers under ``gateway_answers/`` were recorded on a fork of August 2022. Errors come with
HTTP 200 as lists of text, a missing slash costs a redirect, page sizes become ``TOP``, filters
match parts of names, and a stale token is refused everywhere.
"""

import json
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from .base import HTML, Answer, Asked, Fake, json_answer
from .gateway_carts import FakeCarts

__all__ = ["FakeGateway", "recorded"]

_ANSWERS = Path(__file__).with_name("gateway_answers")
_SLASHED = ("archives-uri", "datasets-uri", "query", "get-services", "get-tables-fields")
_CONTROL = {"dataset_uri", "archive_uri", "level", "category", "page", "page_size", "pagination"}
_MAPPED = {"title", "target", "ra", "dec", "fov", "access_url", "collection"}
_DEFAULT_TOP = 1000
_PAGE = 50
_MOST = 500


class FakeGateway(Fake):
    """See the module.

    Attributes
    ----------
    url
        Its address, to stand in a catalogue.
    rows
        How many rows there are in each table; the recorded nine by default, and the same again
        where there are more.
    token
        The access token that is good.
    bare_401
        The identity provider gives no reason, so that a stale token makes the gateway fall (500).
    dead
        The service behind the gateway does not answer.
    joined
        Rows of the registry's datasets, comma-joined, instead of the recorded one.
    carts
        Its users and their shopping carts.
    """

    def __init__(self) -> None:
        super().__init__()
        self.url = f"{self.root}/esap-api"
        self.rows = 9
        self.token = "good-token"
        self.bare_401 = False
        self.dead = False
        self.joined: list[str] = []
        self.carts = FakeCarts(self.token)

    def answer(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/esap-api/")
        if path.startswith("accounts/"):
            return self._account(asked, path.removeprefix("accounts/"))
        if path == asked.path or not path.startswith(("query/", "ida/")):
            return Answer(HTML, status=404, media="text/html")
        name = path.removeprefix("query/")
        if name in _SLASHED:
            query = f"?{asked.target.partition('?')[2]}" if "?" in asked.target else ""
            return Answer(b"", status=301, headers={"Location": f"{asked.path}/{query}"})
        refused = self._stale(asked)
        if refused is not None:
            return refused
        if asked.method != "GET":
            return json_answer({"detail": "Authentication credentials were not provided."}, 401)
        known = {
            "archives": lambda: json_answer(recorded("archives")),
            "archives-uri/": lambda: json_answer(recorded("archives-uri")),
            "datasets-uri/": lambda: self._datasets(asked),
            "parameter-mapping": lambda: json_answer(recorded("parameter-mapping")),
            "configuration": lambda: self._configuration(asked),
            "query/": lambda: self._query(asked),
            # The keyword makes no difference, and the envelope is of its own kind.
            "ida/workflows/search": lambda: json_answer(recorded("ida_workflows")),
        }
        return known[name]() if name in known else Answer(HTML, status=404, media="text/html")

    def _account(self, asked: Asked, path: str) -> Answer:
        answer = self.carts.answer(asked, path)
        is_bearer = asked.headers.get("Authorization", "").startswith("Bearer ")
        if answer.status == HTTPStatus.UNAUTHORIZED and is_bearer:
            return self._stale(asked) or answer
        return answer

    def _stale(self, asked: Asked) -> Answer | None:
        header = asked.headers.get("Authorization")
        if header is None or header == f"Bearer {self.token}":
            return None
        if self.bare_401:
            return Answer(HTML, status=500, media="text/html")
        return json_answer(recorded("query_bearer_expired"), 401, **{"WWW-Authenticate": "Token"})

    def _configuration(self, asked: Asked) -> Answer:
        name = asked.params.get("name", "none")
        file = _ANSWERS / f"configuration_{name}.json"
        return json_answer(recorded(file.stem if file.exists() else "configuration_nosuch"))

    def _datasets(self, asked: Asked) -> Answer:
        archive = asked.params.get("dataset_archive__uri")
        rows = [
            row
            for row in recorded("datasets")
            if archive is None or row.get("archive_uri_derived") == archive
        ]
        return self._page(asked, rows)

    def _query(self, asked: Asked) -> Answer:
        params = asked.params
        if not params:
            return json_answer(recorded("q_noparams"))
        size = params.get("page_size")
        if size is not None and (not size.isdigit() or size == "0"):
            return Answer(HTML, status=500, media="text/html")
        datasets = [
            row
            for row in recorded("datasets")
            if params.get("dataset_uri", "") in row["uri"]
            and params.get("archive_uri", "") in row.get("archive_uri_derived", "")
            and params.get("level", "") in (row["level"] or "")
        ]
        if not datasets:
            return json_answer(recorded("q_unknown_ds"))
        science = {key: value for key, value in params.items() if key not in _CONTROL}
        rows: list[Any] = []
        for dataset in datasets if science else []:
            answer = self._ask(dataset, science, int(size or _DEFAULT_TOP))
            if isinstance(answer, str):
                return json_answer([answer])
            rows += answer
        return self._page(asked, rows)

    def _ask(self, dataset: dict[str, Any], science: dict[str, str], top: int) -> list[Any] | str:
        """Ask the service behind; text is an error, as in the gateway."""
        connector = dataset["service_connector"].partition(".")[0]
        error = self._error(connector, science)
        if error is not None:
            return error
        if connector == "lofar":
            return list(recorded("q_lofar_ok")["results"])
        if connector == "ivoa":
            return self._joined_rows(dataset)[:top]
        if "ra" in science and "fov" not in science:
            return []
        nine = recorded("q_nopag")["results"]
        return [
            {**nine[number % len(nine)], "dataset": dataset["uri"]}
            for number in range(min(top, self.rows))
        ]

    def _error(self, connector: str, science: dict[str, str]) -> str | None:
        if self.dead:
            return str(recorded("q_tap_dead")[0])
        if connector == "lofar":
            return None if science.keys() <= {"ra", "dec"} else str(recorded("q_lofar")[0])
        if any("'" in value.replace("''", "") for value in science.values()):
            return str(recorded("q_quote")[0])
        if connector != "ivoa" and (unknown := science.keys() - _MAPPED):
            return str(recorded("q_untranslatable")[0].replace("foo", min(unknown)))
        return None if _is_number(science.get("ra", "0")) else str(recorded("q_bad_ra")[0])

    def _joined_rows(self, dataset: dict[str, Any]) -> list[dict[str, Any]]:
        row = recorded("q_vo_reg_null")["results"][0]
        texts = self.joined or [row["result"]]
        return [{**row, "dataset": dataset["uri"], "result": text} for text in texts]

    def _page(self, asked: Asked, rows: list[Any]) -> Answer:
        if asked.params.get("pagination") == "false":
            return json_answer({"results": rows})
        size = min(_MOST, int(asked.params.get("page_size", _PAGE)))
        page = int(asked.params.get("page", "1"))
        if page > 1 and (page - 1) * size >= len(rows):
            return json_answer(recorded("datasets-uri_badpage"), 404)
        envelope = {
            **{k: v for k, v in recorded("q_nohits").items() if k != "results"},
            "requested_page": str(page),
            "requested_page_size": asked.params.get("page_size"),
            "count": len(rows),
            "pages": round(len(rows) / size + 0.5),
        }
        return json_answer({**envelope, "results": rows[(page - 1) * size : page * size]})


@cache
def recorded(name: str) -> Any:
    """Return a recorded answer."""
    return json.loads((_ANSWERS / f"{name}.json").read_text(encoding="utf-8"))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
