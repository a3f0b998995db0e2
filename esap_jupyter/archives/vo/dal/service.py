"""What the simple protocols share (IVOA DALI 1.1): one GET, and a VOTable that comes back."""

import threading
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode, urlsplit, urlunsplit

import msgspec

from ....catalogue import ArchiveEntry
from ....compute import Compute
from ....errors import BadRequestError, CancelledError, EsapError
from ....models import Collection
from ....net import HttpClient, Progress, current_cancel
from ...base import Connector, Count, Query, Question
from ...options import Positive, Seconds, read_options
from ...refusals import refusal
from .metadata import DalMetadata, pack_metadata, read_metadata, refused_element
from .probe import Probe

__all__ = ["DalConnector", "Pairs", "address", "degrees", "parameters_of", "span", "terms"]

Terms = TypeVar("Terms", bound=msgspec.Struct)
Pairs = Sequence[tuple[str, str]]

_MEGABYTE = 1 << 20
_METADATA_BYTES = 16 * _MEGABYTE
_METADATA_SECONDS = 30.0
_BEGINNING = 256 * 1024
_SHORT = 64 * 1024
_DIGITS = 10


class DalOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a catalogue may say under ``options``.

    ``max_mb`` is the largest answer; ``timeout`` the seconds of silence that are allowed;
    ``total_timeout`` the seconds for a whole answer.
    """

    max_mb: Positive = 2048
    timeout: Seconds = 60.0
    total_timeout: Seconds = 3600.0


class DalConnector(Connector):
    """Asks a service that takes its parameters in the address.

    ``url`` is the address that is asked, as the registry gives it; it may end in ``?`` or ``&``
    and have parameters of its own.
    """

    protocol: ClassVar[str]
    noun: ClassVar[str]

    def __init__(
        self, *, entry: ArchiveEntry, url: str, http: HttpClient, compute: Compute
    ) -> None:
        super().__init__(entry=entry, url=url, http=http, compute=compute)
        self.url = url
        self._options = read_options(entry, DalOptions)
        self.max_bytes = self._options.max_mb * _MEGABYTE
        self._metadata: DalMetadata | None = None

    def check(self) -> None:
        """Ask for the metadata of its answers."""
        self._metadata = self._read_metadata()

    def collections(self) -> list[Collection]:
        """Describe its one table, with the columns that it announces."""
        return [self.metadata().collection]

    def metadata(self) -> DalMetadata:
        """Return what it announces, asking for it once."""
        known = self._metadata
        if known is None:
            known = self._metadata = self._read_metadata()
        return known

    def queries(self, question: Question) -> list[Query]:
        """Write the addresses that are asked.

        Raises
        ------
        BadRequestError
            This service cannot be asked that.
        """
        if question.adql:
            raise BadRequestError(
                f"{self.entry.name} does not take ADQL.", remedy="Give a target and a radius."
            )
        return [self._query(pairs, question, notes) for pairs, notes in self.parameters(question)]

    @abstractmethod
    def parameters(self, question: Question) -> Iterable[tuple[Pairs, tuple[str, ...]]]:
        """Give, for each request, its parameters and what to tell a person of it."""

    def takes_maxrec(self) -> bool:
        """Say whether it announces MAXREC, which its protocol does not promise."""
        try:
            return "MAXREC" in self.metadata().inputs
        except CancelledError:
            raise
        except EsapError:
            # The search itself tells what is wrong with it.
            return False

    @property
    @abstractmethod
    def metadata_parameters(self) -> Pairs:
        """The parameters that ask for metadata, or for as good as nothing."""

    def fetch(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Get the VOTable."""
        response = self.http.download(
            "GET",
            query.url,
            destination=destination,
            max_bytes=self.max_bytes,
            read_timeout=self._options.timeout,
            total_timeout=self._options.total_timeout,
            progress=progress,
            cancel=cancel,
            who=self.entry.name,
        )
        beginning = _beginning(destination)
        error = refusal(response.status, beginning, response.content_type, who=self.entry.name)
        if error is None and len(beginning) < _SHORT:
            error = refused_element(beginning, who=self.entry.name)
        if error is not None:
            destination.unlink(missing_ok=True)
            raise error

    def _query(self, pairs: Pairs, question: Question, notes: tuple[str, ...]) -> Query:
        url = address(self.url, pairs)
        return Query(
            url=url,
            params={},
            protocol=self.protocol,
            language="URL",
            text=url,
            maxrec=question.maxrec,
            notes=notes,
        )

    def _read_metadata(self) -> DalMetadata:
        body = self._get(address(self.url, self.metadata_parameters))
        if len(body) <= _SHORT:
            return read_metadata(body, who=self.entry.name, noun=self.noun)
        packed = self.compute.run(
            pack_metadata,
            body,
            who=self.entry.name,
            noun=self.noun,
            cancel=current_cancel(),
            lane="decode",
        )
        return msgspec.msgpack.decode(packed, type=DalMetadata)

    def count(self, query: Query, cancel: threading.Event) -> Count | None:
        """Ask for one row where it takes a limit, else for the beginning of the answer."""
        limited = "MAXREC" in parameters_of(query.url)
        pairs, narrowed = self.least(parameters_of(query.url), limited=limited)
        probe = Probe(
            who=self.entry.name, protocol=self.protocol, http=self.http, compute=self.compute
        )
        asked = [*([("MAXREC", "1")] if limited else []), *pairs]
        return probe.count(address(query.url, asked), cancel, limited=limited, narrowed=narrowed)

    def least(self, given: Mapping[str, str], *, limited: bool) -> tuple[Pairs, str]:
        """Give what makes the answer to a count short, and in words where that is a part only.

        Parameters
        ----------
        given
            What is asked for, by the names of parameters in capitals.
        limited
            Whether no more than a row is asked for.
        """
        del given, limited
        return (), ""

    def _get(self, url: str) -> bytes:
        response = self.http.get(
            url,
            max_bytes=_METADATA_BYTES,
            total_timeout=_METADATA_SECONDS,
            who=self.entry.name,
        )
        error: EsapError | None = refusal(
            response.status, response.body, response.content_type, who=self.entry.name
        )
        if error is None and len(response.body) < _SHORT:
            error = refused_element(response.body, who=self.entry.name)
        if error is not None:
            raise error
        return response.body


def address(base: str, pairs: Pairs) -> str:
    """Put parameters behind an address, whatever it ends with.

    Parameters that the address has already are kept, unless they are given anew; a parameter may
    be given several times (IVOA DALI 1.1, section 3).
    """
    parts = urlsplit(base)
    given = {name.upper() for name, _ in pairs}
    fixed = [
        one
        for one in parts.query.split("&")
        if one and unquote_plus(one.partition("=")[0]).upper() not in given
    ]
    query = "&".join([*fixed, *([urlencode(pairs, quote_via=quote, safe="/,:")] if pairs else [])])
    return urlunsplit(parts._replace(query=query, fragment=""))


def parameters_of(url: str) -> dict[str, str]:
    """Return the parameters of an address, their names in capitals; of several the last."""
    return {name.upper(): value for name, value in parse_qsl(urlsplit(url).query)}


def degrees(angle: float) -> str:
    """Return an angle in degrees without an exponent, to 0.4 micro-arcseconds."""
    return f"{angle:.{_DIGITS}f}".rstrip("0").rstrip(".") or "0"


def span(low: float | None, high: float | None, *, sep: str, ends: tuple[str, str]) -> str:
    """Return an interval; ``ends`` stand for its open ends."""
    texts = [
        end if value is None else repr(float(value))
        for value, end in zip((low, high), ends, strict=True)
    ]
    return sep.join(texts)


def terms(given: Mapping[str, Any], kind: type[Terms], *, who: str) -> Terms:
    """Check what was filled into a form.

    Raises
    ------
    BadRequestError
        There is no such term, or its value is not one.
    """
    try:
        return msgspec.convert(dict(given), kind)
    except msgspec.ValidationError as error:
        known = ", ".join(kind.__struct_fields__)
        raise BadRequestError(
            f"{who} cannot be asked that: {error}.", remedy=f"Its terms are {known}."
        ) from error


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_BEGINNING)
