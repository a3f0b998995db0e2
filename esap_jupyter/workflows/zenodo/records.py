"""Makes workflows of records: of Zenodo's older shape, and of that of InvenioRDM."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import msgspec

from ...errors import BadAnswerError
from ...models.workflows import Person, Workflow, WorkflowAccess, WorkflowFile, WorkflowKind
from ...urls import joined, origin
from ..base import RecordPage
from ..codemeta import orcid_of
from ..texts import line_of, plain

__all__ = ["ReadRecord", "read_page", "read_record"]

_NOTEBOOK_WORDS = ("jupyter-notebook", "jupyter notebook", "jupyter")
_KINDS: dict[str, WorkflowKind] = {"software": "software", "dataset": "dataset"}
_ACCESS: dict[str, WorkflowAccess] = {
    "open": "open",
    "public": "open",
    "embargoed": "embargoed",
    "restricted": "restricted",
    "closed": "restricted",
}
_MOST = 1000
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_SUPPLEMENTS = ("issupplementto", "isderivedfrom", "isdocumentedby")


class ReadRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A record, and where its newest version is where this is not it."""

    workflow: Workflow
    latest: str = ""


def read_page(body: bytes, *, repository: str, base: str, who: str) -> RecordPage:
    """Read an answer to a search.

    Parameters
    ----------
    body
        The answer.
    repository
        Id of the repository.
    base
        The address that was asked, for links.
    who
        What to call it in errors.

    Raises
    ------
    BadAnswerError
        It is something else.
    """
    document = _document(body, who)
    hits = _mapping(document.get("hits"))
    found = hits.get("hits")
    if not isinstance(found, list):
        raise _strange(who)
    total = hits.get("total")
    total = _mapping(total).get("value") if isinstance(total, dict) else total
    following = _link(_mapping(document.get("links")).get("next"), base)
    return RecordPage(
        items=[_record(each, repository, base).workflow for each in found if _is_record(each)],
        total=total if isinstance(total, int) and not isinstance(total, bool) else None,
        after=following if found else "",
    )


def read_record(body: bytes, *, repository: str, base: str, who: str) -> ReadRecord:
    """Read one record; see `read_page`."""
    document = _document(body, who)
    if not _is_record(document):
        raise _strange(who)
    return _record(document, repository, base)


def _document(body: bytes, who: str) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _strange(who) from error
    if not isinstance(document, dict):
        raise _strange(who)
    return document


def _strange(who: str) -> BadAnswerError:
    return BadAnswerError(
        f"{who} answered with something that is no list of records.",
        remedy="Correct its address in the catalogue; it ends in /api/. Or try again later.",
    )


def _is_record(document: object) -> bool:
    if not isinstance(document, dict) or "metadata" not in document:
        return False
    return bool(_KEY.fullmatch(line_of(document.get("id"))))


def _record(document: dict[str, Any], repository: str, base: str) -> ReadRecord:
    metadata, links = _mapping(document.get("metadata")), _mapping(document.get("links"))
    files = _files(document, base)
    keywords = _keywords(metadata)
    kind = _kind(metadata, files, keywords)
    workflow = Workflow(
        id=f"{repository}:{line_of(document['id'], 80)}",
        repository=repository,
        title=line_of(document.get("title") or metadata.get("title")) or "Without a title",
        description=plain(_text(metadata.get("description"))),
        authors=[person for each in _list(metadata.get("creators")) if (person := _person(each))],
        keywords=keywords,
        license=_license(metadata),
        version=line_of(metadata.get("version"), 80),
        published=line_of(metadata.get("publication_date"), 40),
        doi=_doi(document, metadata, "doi"),
        concept_doi=_concept(document),
        url=_link(links.get("self_html") or links.get("html"), base),
        code_repository=_code(document, metadata),
        kind=kind,
        access=_access(document, metadata, files),
        size=str(sum(int(each.size) for each in files)) if files else None,
        files=files,
    )
    return ReadRecord(workflow=workflow, latest=_latest(document, metadata, links, base))


def _files(document: dict[str, Any], base: str) -> list[WorkflowFile]:
    """Read ``files``: a list, an object whose ``entries`` are an object, or a list."""
    files = document.get("files")
    if isinstance(files, dict):
        entries = files.get("entries")
        files = list(entries.values()) if isinstance(entries, dict) else entries
    made = (_file(each, base) for each in _list(files) if isinstance(each, dict))
    return [each for each in made if each.name]


def _file(entry: dict[str, Any], base: str) -> WorkflowFile:
    size = entry.get("size", entry.get("filesize"))
    is_size = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    checksum = entry.get("checksum")
    told = checksum.lower() if isinstance(checksum, str) else ""
    return WorkflowFile(
        name=line_of(entry.get("key") or entry.get("filename")),
        size=str(size) if is_size else "0",
        checksum=told if ":" in told else f"md5:{told}" if told else "",
        url=_content_link(_mapping(entry.get("links")), base),
    )


def _content_link(links: dict[str, Any], base: str) -> str:
    """Find where the bytes are: what ``self`` means has changed, and differs by the shape."""
    link = _link(links.get("content") or links.get("download") or links.get("self"), base)
    path = urlsplit(link).path
    is_description = "/records/" in path and "/files/" in path and not path.endswith("/content")
    return f"{link}/content" if link and is_description else link


def _keywords(metadata: dict[str, Any]) -> list[str]:
    words = [line_of(each, 120) for each in _list(metadata.get("keywords"))]
    subjects = [_mapping(each) for each in _list(metadata.get("subjects"))]
    words += [line_of(each.get("subject") or each.get("term"), 120) for each in subjects]
    parts = (part.strip() for word in words for part in word.split(","))
    return list(dict.fromkeys(filter(None, parts)))


def _kind(metadata: dict[str, Any], files: list[WorkflowFile], keywords: list[str]) -> WorkflowKind:
    told = _mapping(metadata.get("resource_type"))
    if any(each.name.lower().endswith(".ipynb") for each in files) or any(
        each.casefold() in _NOTEBOOK_WORDS for each in keywords
    ):
        return "notebook"
    if told.get("subtype") == "computationalnotebook" or "notebook" in str(told.get("id")):
        return "notebook"
    return _KINDS.get(str(told.get("type") or told.get("id")).partition("-")[0], "other")


def _access(
    document: dict[str, Any], metadata: dict[str, Any], files: list[WorkflowFile]
) -> WorkflowAccess:
    access = _mapping(document.get("access"))
    if _mapping(access.get("embargo")).get("active") is True:
        return "embargoed"
    told = _ACCESS.get(str(metadata.get("access_right") or access.get("files")), "open")
    return "metadata" if told == "open" and not files else told


def _person(creator: object) -> Person | None:
    told = _mapping(creator)
    inner = _mapping(told.get("person_or_org")) or told
    name = line_of(inner.get("name"))
    if not name:
        name = " ".join(
            filter(None, (line_of(inner.get("given_name")), line_of(inner.get("family_name"))))
        )
    identifiers = [_mapping(each).get("identifier") for each in _list(inner.get("identifiers"))]
    orcid = next(filter(None, map(orcid_of, [inner.get("orcid"), *identifiers])), "")
    places = [line_of(_mapping(each).get("name")) for each in _list(told.get("affiliations"))]
    affiliation = line_of(told.get("affiliation")) or "; ".join(filter(None, places))
    return Person(name=name, orcid=orcid, affiliation=affiliation) if name else None


def _license(metadata: dict[str, Any]) -> str:
    told = metadata.get("license")
    rights = [_mapping(each) for each in _list(metadata.get("rights"))]
    names = [line_of(_mapping(told).get("id") or told, 80)] if told else []
    names += [line_of(each.get("id"), 80) for each in rights]
    return ", ".join(filter(None, names))


def _doi(document: dict[str, Any], metadata: dict[str, Any], key: str) -> str:
    pids = _mapping(_mapping(document.get("pids")).get(key)).get("identifier")
    return line_of(document.get(key) or pids or metadata.get(key), 200)


def _concept(document: dict[str, Any]) -> str:
    parent = _mapping(document.get("parent"))
    pid = _mapping(_mapping(parent.get("pids")).get("doi")).get("identifier")
    return line_of(document.get("conceptdoi") or pid, 200)


def _code(document: dict[str, Any], metadata: dict[str, Any]) -> str:
    custom = _mapping(document.get("custom_fields")) or _mapping(metadata.get("custom"))
    told = line_of(custom.get("code:codeRepository"), 2000)
    related = [_mapping(each) for each in _list(metadata.get("related_identifiers"))]
    for each in related:
        relation = _mapping(each.get("relation_type")).get("id") or each.get("relation")
        address = line_of(each.get("identifier"), 2000)
        if not told and str(relation).lower() in _SUPPLEMENTS and _is_forge(address):
            # Zenodo's link to GitHub names the tree of a tag.
            told = address
    told = told.removeprefix("git+").partition("/tree/")[0]
    return told if origin(told) else ""


def _is_forge(address: str) -> bool:
    return "github.com/" in address or "gitlab" in address or "codeberg.org/" in address


def _latest(
    document: dict[str, Any], metadata: dict[str, Any], links: dict[str, Any], base: str
) -> str:
    versions = _list(_mapping(metadata.get("relations")).get("version"))
    is_last = [_mapping(each).get("is_last") for each in versions]
    is_last.append(_mapping(document.get("versions")).get("is_latest"))
    return _link(links.get("latest"), base) if False in is_last else ""


def _link(value: object, base: str) -> str:
    address = joined(base, value) if isinstance(value, str) and value else ""
    return address if origin(address) and re.fullmatch(r"[!-~]+", address) else ""


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
