"""The description that a record is published with: codemeta.json, and what a deposit wants of it.

The OSSR requires name, description, author, license, softwareVersion, datePublished, maintainer
and readme, and recommends others (its metadata validator); both versions of codemeta are taken.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from ...errors import BadRequestError
from ..codemeta import orcid_of, read_codemeta

__all__ = ["check_description", "deposit_metadata", "read_description"]

REQUIRED = {
    "name": "the title",
    "description": "what it is about",
    "author": "who made it, each with givenName and familyName",
    "license": "an SPDX address, such as https://spdx.org/licenses/BSD-3-Clause",
    "softwareVersion": "the version, such as 1.0",
    "datePublished": "the day, such as 2026-11-26",
    "maintainer": "who answers questions, with an email",
    "readme": "the address of a README",
}
_RECOMMENDED = ("codeRepository", "keywords", "identifier", "runtimePlatform")
_CONTEXTS = ("https://doi.org/10.5063/schema/codemeta-2.0", "https://w3id.org/codemeta/3.0")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOTEBOOK = "jupyter-notebook"
_MOST = 100


def read_description(body: bytes, *, name: str = "codemeta.json") -> dict[str, Any]:
    """Read a codemeta.json that the OSSR would take.

    Raises
    ------
    BadRequestError
        It is not JSON, or lacks what is required; all that it lacks is told.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"{name} is not JSON: {error}.", remedy="Correct it.") from error
    problems = check_description(document)
    if problems:
        raise BadRequestError(
            f"{name} lacks what the OSSR requires: {'; '.join(problems)}.",
            remedy="Add it, for example with the CodeMeta generator.",
        )
    return dict(document)


def check_description(document: Any) -> list[str]:
    """Tell what a repository would refuse of a description; empty where all is there."""
    if not isinstance(document, dict):
        return ["it holds no description"]
    problems = [f"{key} ({what})" for key, what in REQUIRED.items() if not document.get(key)]
    context = document.get("@context")
    known = context if isinstance(context, list) else [context]
    if not any(isinstance(one, str) and one.startswith(_CONTEXTS) for one in known):
        problems.append(f"@context ({' or '.join(_CONTEXTS)})")
    day = document.get("datePublished")
    if day and not (isinstance(day, str) and _DAY.fullmatch(day)):
        problems.append(f"datePublished as {REQUIRED['datePublished'].partition(', ')[2]}")
    if document.get("author") and not list(_creators(document)):
        problems.append("author with a name")
    return problems


def recommended(document: dict[str, Any]) -> list[str]:
    """Tell what is not required, but would help others to find and run it."""
    return [key for key in _RECOMMENDED if not document.get(key)]


def deposit_metadata(document: dict[str, Any], *, community: str) -> dict[str, Any]:
    """Make what Zenodo's deposit interface calls ``metadata``.

    Parameters
    ----------
    document
        A description that `check_description` has nothing against.
    community
        Whose review is asked for when the owner publishes; empty for none.
    """
    read = read_codemeta(json.dumps(document).encode())
    keywords = list(dict.fromkeys([*read.keywords, _NOTEBOOK]))[:_MOST]
    metadata: dict[str, Any] = {
        "title": read.title,
        "upload_type": "software",
        # Zenodo takes HTML there, and what is no HTML is to stay text.
        "description": f"<p>{html.escape(read.description)}</p>",
        "creators": list(_creators(document))[:_MOST],
        "keywords": keywords,
        "license": _spdx(read.license),
        "version": read.version,
        "publication_date": document["datePublished"],
    }
    if community:
        metadata["communities"] = [{"identifier": community}]
    return metadata


def _creators(document: dict[str, Any]) -> Iterator[dict[str, str]]:
    authors = document.get("author")
    for author in authors if isinstance(authors, list) else [authors]:
        if not isinstance(author, dict):
            continue
        given, family = (str(author.get(key) or "") for key in ("givenName", "familyName"))
        name = ", ".join(filter(None, [family, given])) or str(author.get("name") or "")
        if not name:
            continue
        creator = {"name": name}
        affiliation = author.get("affiliation")
        if isinstance(affiliation, dict):
            affiliation = affiliation.get("name")
        if affiliation:
            creator["affiliation"] = str(affiliation)
        if orcid := orcid_of(author.get("@id") or author.get("id")):
            creator["orcid"] = orcid
        yield creator


def _spdx(license_: str) -> str:
    return license_.rstrip("/").rpartition("/")[2].removesuffix(".html").lower()
