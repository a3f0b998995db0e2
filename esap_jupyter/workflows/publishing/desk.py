"""Publishes a notebook as a draft, at repositories whose entry asks for it."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...catalogue import RepositoryEntry
from ...errors import BadRequestError, NotAvailableError, NotFoundError
from ...identity import Credential, ServiceLogin
from ...models.identity import Identity
from ...models.publishing import Publication, PublicationRequest
from ...net import HttpClient
from ...urls import origin
from .deposit import DepositClient
from .description import deposit_metadata, read_description, recommended
from .files import BASKET, CODEMETA, gather

__all__ = ["Publishing"]

_NBFORMAT = 4


class Publishing:
    """Makes drafts; publishing them is left to their owner, on the repository's page.

    Parameters
    ----------
    entries
        The repositories of the catalogue.
    http
        What asks them.
    credential
        Gives what proves who one is at a repository.
    basket
        Writes the basket as a document.
    """

    def __init__(
        self,
        *,
        entries: Callable[[], Mapping[str, RepositoryEntry]],
        http: Callable[[], HttpClient],
        credential: Callable[[str], Credential],
        basket: Callable[[], dict[str, Any]],
    ) -> None:
        self._entries = entries
        self._http = http
        self._credential = credential
        self._basket = basket

    def logins(self) -> Iterator[ServiceLogin]:
        """Describe the logins of repositories that take drafts; nobody is contacted."""
        for entry in self._entries().values():
            if _takes_drafts(entry):
                yield _login(entry, self._http)

    def draft(self, repository: str, request: PublicationRequest, root: Path) -> Publication:
        """Upload a notebook with what belongs to it.

        Raises
        ------
        BadRequestError
            The notebook or its description would not be taken; nothing was sent.
        NotAvailableError
            The repository takes no drafts from here.
        EsapError
            There is no login, or the repository refuses; no draft is left there.
        """
        entry = self._entry(repository)
        files = gather(request, root)
        _check_notebook(Path(request.notebook).name, files[Path(request.notebook).name])
        description = read_description(files[CODEMETA])
        if request.basket:
            if BASKET in files:
                raise BadRequestError(f"There are two files {BASKET}.", remedy="Rename yours.")
            files[BASKET] = json.dumps(self._basket(), indent=1).encode()
        client = DepositClient(
            entry=entry, http=self._http(), token=lambda: self._credential(entry.id).token
        )
        metadata = deposit_metadata(description, community=entry.community)
        made = client.draft(files, metadata)
        return _publication(entry, made, list(files), metadata["title"], description)

    def _entry(self, repository: str) -> RepositoryEntry:
        entry = self._entries().get(repository)
        if entry is None:
            raise NotFoundError(f"There is no repository {repository[:80]!r}.")
        if not _takes_drafts(entry):
            raise NotAvailableError(
                f"Nothing is published to {entry.name} from here.",
                remedy=f"Add options = {{ publish = true }} to [repositories.{entry.id}].",
            )
        return entry


def _takes_drafts(entry: RepositoryEntry) -> bool:
    return entry.kind == "zenodo" and entry.options.get("publish") is True


def _login(entry: RepositoryEntry, http: Callable[[], HttpClient]) -> ServiceLogin:
    return ServiceLogin(
        id=entry.id,
        name=entry.name,
        noun="repository",
        url=entry.url,
        prefixes=(f"{entry.url.rstrip('/')}/",),
        kinds=("token",),
        verify=lambda credential: _verified(entry, credential, http()),
    )


def _verified(entry: RepositoryEntry, credential: Credential, http: HttpClient) -> Identity:
    DepositClient(entry=entry, http=http, token=lambda: credential.token).check()
    return Identity(
        service=entry.id,
        name=entry.name,
        noun="repository",
        state="in",
        kinds=["token"],
        kind=credential.kind,
        source=credential.source,
        expires=credential.expires,
    )


def _check_notebook(name: str, content: bytes) -> None:
    try:
        document = json.loads(content)
        is_good = document["nbformat"] >= _NBFORMAT and isinstance(document["cells"], list)
    except (ValueError, KeyError, TypeError, RecursionError):
        is_good = False
    if not is_good:
        raise BadRequestError(
            f"{name} is no notebook of nbformat 4.", remedy="Open and save it in JupyterLab."
        )


def _publication(
    entry: RepositoryEntry,
    made: Mapping[str, Any],
    files: list[str],
    title: str,
    description: dict[str, Any],
) -> Publication:
    links, metadata = (made.get(key) for key in ("links", "metadata"))
    page = links.get("html") if isinstance(links, dict) else ""
    reserved = metadata.get("prereserve_doi") if isinstance(metadata, dict) else None
    doi = reserved.get("doi", "") if isinstance(reserved, dict) else ""
    missing = recommended(description)
    warnings = [f"{CODEMETA} has no {', '.join(missing)}."] if missing else []
    if not isinstance(page, str) or origin(page) is None:
        page = ""
    return Publication(
        repository=entry.id,
        id=str(made.get("id", "")),
        url=page,
        doi=str(doi),
        title=title,
        files=files,
        warnings=warnings,
    )
