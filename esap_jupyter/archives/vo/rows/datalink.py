"""Reads links documents (IVOA DataLink 1.1), which tell what belongs to a row."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import msgspec

from .... import votable
from ....compute import Compute
from ....errors import BadAnswerError
from ....net import HttpClient
from ....urls import is_in_lake, joined, origin
from ....votable.refusals import plain_text
from ....votable.services import ServiceDescriptor
from ....wholes import whole
from ...refusals import refusal, with_name

__all__ = [
    "LinkRow",
    "LinksDocument",
    "group_of",
    "links_url",
    "rank",
    "read_document",
    "request_links",
]

_BYTES = 8 << 20
_SECONDS = 60.0
_MOST_LINKS = 1000
_LONGEST = 1000
_DATALINK = "content=datalink"

_GROUPS = {
    "this": "The data",
    "preview": "Preview",
    "preview-image": "Preview",
    "preview-plot": "Preview",
    "thumbnail": "Preview",
    "calibration": "Calibration",
    "bias": "Calibration",
    "dark": "Calibration",
    "flat": "Calibration",
    "cutout": "Cutout",
    "proc": "Services",
    "auxiliary": "More files",
    "error": "More files",
    "noise": "More files",
    "weight": "More files",
    "detached-header": "More files",
    "documentation": "Documentation",
    "progenitor": "Made from",
    "derivation": "Made from it",
    "coderived": "Made along with it",
    "counterpart": "The same elsewhere",
    "package": "All in one",
}

_ORDER = ("The data", "Preview", "Cutout", "Services", *_GROUPS.values())
_RANKS = {group: place for place, group in enumerate(dict.fromkeys(_ORDER))}


class LinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a links document; the texts are the service's."""

    semantics: str
    description: str = ""
    content_type: str = ""
    content_length: int | None = None
    url: str = ""
    error: str = ""
    service: ServiceDescriptor | None = None
    values: Mapping[str, str] = {}

    @property
    def is_datalink(self) -> bool:
        """Whether it leads to another links document."""
        return _DATALINK in self.content_type.replace(" ", "").lower()


class LinksDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What a links document tells of one row."""

    links: Sequence[LinkRow]


def group_of(semantics: str, *, cutout: bool = False) -> str:
    """Put DataLink's term into words for people; a foreign one is told as it is."""
    term = semantics.rpartition("#")[2].strip().lower()
    if cutout:
        return "Cutout"
    return _GROUPS.get(term) or (f"Other: {plain_text(term, 60)}" if term else "More files")


def rank(group: str) -> int:
    """Return a group's place in a list: the data first, what is foreign last."""
    return _RANKS.get(group, len(_RANKS))


def links_url(services: Sequence[ServiceDescriptor], cells: Mapping[str, str]) -> str:
    """Return the address of a row's links by a table's own descriptor, or an empty text.

    Parameters
    ----------
    services
        The descriptors that came with the table.
    cells
        The row's cells by column.
    """
    for service in services:
        if service.is_standard("DataLink"):
            params = {param.name: cells.get(param.ref) or param.value for param in service.inputs}
            if params and all(params[param.name] for param in service.inputs if param.ref):
                given = {name: value for name, value in params.items() if value}
                joint = "&" if "?" in service.access_url else "?"
                return service.access_url + joint + urlencode(given)
    return ""


def request_links(url: str, *, http: HttpClient, compute: Compute, who: str) -> LinksDocument:
    """Fetch a links document and read it.

    Where its data are once more behind a links document, that one is read instead: DaCHS's
    descriptor of ObsCore tables leads to such.

    Raises
    ------
    EsapError
        There is no document, or it tells an error.
    """
    document = _request(url, http=http, compute=compute, who=who)
    inner = [link.url for link in document.links if link.semantics.endswith("#this")]
    further = [link for link in document.links if link.url in inner and link.is_datalink]
    if further and further[0].url != url:
        return _request(further[0].url, http=http, compute=compute, who=who)
    return document


def read_document(body: bytes, url: str) -> LinksDocument:
    """Read a links document; runs where computing happens.

    Parameters
    ----------
    body
        The VOTable.
    url
        Where it came from; addresses in it may be relative to that.

    Raises
    ------
    ArchiveError
        It tells an error.
    BadAnswerError
        It is not a links document.
    """
    from ....votable.text import cell_texts

    table, services = votable.read_with_services(body)
    if not {"semantics", "access_url"} <= set(table.column_names):
        raise BadAnswerError(
            "It did not answer with a DataLink document.",
            remedy="Tell the archive, or fetch the data by their own address.",
        )
    head = table.slice(0, _MOST_LINKS).combine_chunks()
    texts = {
        name: [text for chunk in head.column(name).chunks for text in cell_texts(chunk)]
        for name in head.column_names
    }
    by_id = {service.id: service for service in services if service.id}
    rows = [
        {name: column[row] or "" for name, column in texts.items()} for row in range(head.num_rows)
    ]
    return LinksDocument(links=[_link(row, by_id, url) for row in rows])


def _request(url: str, *, http: HttpClient, compute: Compute, who: str) -> LinksDocument:
    response = http.get(url, max_bytes=_BYTES, total_timeout=_SECONDS, who=who)
    error = refusal(response.status, response.body, response.content_type, who=who)
    if error is not None:
        raise error
    try:
        return compute.run(read_document, response.body, response.url, lane="view")
    except BadAnswerError as problem:
        raise with_name(problem, who) from problem


def _link(row: Mapping[str, str], services: Mapping[str, ServiceDescriptor], url: str) -> LinkRow:
    length = row.get("content_length", "")
    service = services.get(row.get("service_def", ""))
    named = row.get("access_url", "").strip()
    address = joined(url, named) if named else ""
    error = plain_text(row.get("error_message", ""), _LONGEST)
    if not error and not address and service is None:
        error = "The archive tells neither an address nor a service."
    if address and origin(address) is None and not is_in_lake(address):
        address, error = "", error or _no_web_address(address)
    elif service is not None and origin(service.access_url) is None:
        error = error or _no_web_address(service.access_url)
    return LinkRow(
        semantics=plain_text(row.get("semantics", ""), 200),
        description=plain_text(row.get("description", ""), _LONGEST),
        content_type=plain_text(row.get("content_type", ""), 200),
        content_length=whole(length),
        url=address,
        error=error,
        service=None if error else service,
        values=_values(service, row),
    )


def _no_web_address(address: str) -> str:
    return f"It is at {address[:200]!r}, which is no web address."


def _values(service: ServiceDescriptor | None, row: Mapping[str, str]) -> dict[str, str]:
    if service is None:
        return {}
    return {param.name: row.get(param.ref, "") for param in service.inputs if param.ref}
