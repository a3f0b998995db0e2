"""Reads ALTA's answer page by page, as it is needed."""

import threading
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from ....errors import BadAnswerError, CancelledError
from ....net import HttpClient, Progress, Response
from ..answers import read_object
from .guard import UNSEEN, belongs, ignored

__all__ = ["AltaPages"]

Product = Mapping[str, Any]
_NOT_FOUND = 404
_REFUSED = 400
_PAGE_BYTES = 32 << 20
_FEWEST = 100


class AltaPages:
    """The data products that fit, up to a limit.

    Parameters
    ----------
    http
        The client.
    url
        The resource, such as ``…/dataproducts``.
    params
        ALTA's parameters, those of paging excepted.
    maxrec
        The limit.
    page_size
        How many products to ask for at once; ALTA would give 500.
    who
        What to call the archive.
    timeout
        Seconds for a page.
    cancel
        Ends it when set.

    Attributes
    ----------
    truncated
        Whether there is more than was read; known when all is read.
    total
        How many there are, by ALTA's own count of the first page.
    """

    def __init__(
        self,
        *,
        http: HttpClient,
        url: str,
        params: Mapping[str, str],
        maxrec: int,
        page_size: int,
        who: str,
        timeout: float,
        cancel: threading.Event,
    ) -> None:
        self._http = http
        self._url = url
        self._params = params
        self._maxrec = maxrec
        self._page_size = page_size
        self._who = who
        self._timeout = timeout
        self._cancel = cancel
        self._bytes = 0
        self.truncated = False
        self.total: int | None = None

    def first(self) -> list[Product]:
        """Return the first product that fits, if there is one, and learn the total."""
        answer = read_object(self._get(1, 1), who=self._who)
        products = self._products(answer)
        self.total = self._count(answer)
        return [one for one in products if belongs(one, self._params, who=self._who)]

    def read(self, progress: Progress) -> Iterator[list[Product]]:
        """Yield the products of each page.

        Raises
        ------
        BadAnswerError
            ALTA ignored a parameter, repeats itself, or sends something else.
        CancelledError
            It was cancelled.
        """
        self._check_unseen()
        seen = kept = 0
        previous: list[Product] | None = None
        for page in self._answers(progress):
            products = self._products(page)
            if products and products == previous:
                raise self._broken("sent the same page twice")
            previous = products
            seen += len(products)
            fitting = [one for one in products if belongs(one, self._params, who=self._who)]
            wanted = fitting[: self._maxrec - kept]
            kept += len(wanted)
            yield wanted
            count = self._count(page)
            if len(wanted) < len(fitting) or (kept >= self._maxrec and seen < count):
                self.truncated = True
                return
            if seen >= count:
                return
            if not products:
                break
        # There are fewer than it counts; what is missing nobody knows.
        self.truncated = True

    def _answers(self, progress: Progress) -> Iterator[dict[str, Any]]:
        # Of what ALTA sends, the circle may leave few, so that small pages would be many.
        size, number = min(self._page_size, max(self._maxrec, _FEWEST)), 1
        while True:
            if self._cancel.is_set():
                raise CancelledError("It was cancelled.")
            response = self._get(number, size)
            if number > 1 and response.status == _NOT_FOUND:
                return
            self._bytes += len(response.body)
            answer = read_object(response, who=self._who)
            if number == 1:
                self.total = self._count(answer)
            progress(self._bytes, None)
            yield answer
            number += 1

    def _check_unseen(self) -> None:
        """Ask for what cannot be: where that finds something, the filter is not applied."""
        for key in UNSEEN:
            if key in self._params:
                nonsense = {**self._params, key: f"none-{uuid.uuid4().hex}"}
                response = self._get(1, 1, nonsense)
                # A filter that knows its values refuses others, and so does work.
                if response.status == _REFUSED:
                    continue
                count = self._count(read_object(response, who=self._who))
                if count:
                    words = f"asked for a value that nothing has, it counts {count} products"
                    raise ignored(key, self._who, words)

    def _get(self, page: int, size: int, params: Mapping[str, str] | None = None) -> Response:
        paging = {"page_size": str(size), "page": str(page), "format": "json"}
        return self._http.get(
            self._url,
            {**(self._params if params is None else params), **paging},
            max_bytes=_PAGE_BYTES,
            total_timeout=self._timeout,
            cancel=self._cancel,
            who=self._who,
        )

    def _count(self, answer: Mapping[str, Any]) -> int:
        count = answer.get("count")
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise self._broken("did not say how many products there are")
        return count

    def _products(self, answer: Mapping[str, Any]) -> list[Product]:
        results = answer.get("results")
        if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
            raise self._broken("sent no list of products")
        return results

    def _broken(self, what: str) -> BadAnswerError:
        return BadAnswerError(
            f"{self._who} {what}.", remedy="Try again later; if it stays, tell its operators."
        )
