"""Asks a repository politely, once more where it was busy for a moment."""

import threading
from collections.abc import Mapping

from ...net import HttpClient, Response
from ..content import refused
from ..courtesy import BUSY, TOO_MANY, Courtesy

__all__ = ["PoliteClient"]

_BAD = 400
_BYTES = 32 << 20
_SECONDS = 30.0


class PoliteClient:
    """Gets documents of one repository.

    Parameters
    ----------
    http
        The client that requests go through.
    who
        What to call the repository.
    courtesy
        Knows when it may be asked.
    """

    def __init__(self, *, http: HttpClient, who: str, courtesy: Courtesy) -> None:
        self._http = http
        self._who = who
        self._courtesy = courtesy

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        what: str,
        cancel: threading.Event | None = None,
    ) -> Response:
        """Get a document; a short wish to be left alone is obeyed first.

        Parameters
        ----------
        url
            An address, often a link of another answer.
        params
            Added to it.
        what
            What is asked for, for errors.
        cancel
            Ends it when set.

        Raises
        ------
        NotAvailableError
            The repository wants to be left alone for longer than one is patient.
        EsapError
            It does not answer, or with an error.
        """
        response = self._asked(url, params, cancel)
        if response.status in (TOO_MANY, BUSY):
            response = self._asked(url, params, cancel)
        if response.status == TOO_MANY:
            raise self._courtesy.exhausted()
        if response.status >= _BAD:
            raise refused(response.status, who=self._who, what=what)
        return response

    def _asked(
        self, url: str, params: Mapping[str, str] | None, cancel: threading.Event | None
    ) -> Response:
        self._courtesy.wait(cancel)
        response = self._http.get(
            url,
            params,
            {"Accept": "application/json"},
            max_bytes=_BYTES,
            total_timeout=_SECONDS,
            retries=0,
            cancel=cancel,
            who=self._who,
        )
        self._courtesy.learn(response.status, response.headers)
        return response
