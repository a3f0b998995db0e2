"""How one logs in to a DiracX: by device code, as one's virtual organisation and group there."""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from ...catalogue.facilities import FacilityEntry
from ...errors import NotAvailableError
from ...identity import Credential, ServiceLogin
from ...models.identity import Identity
from ...net import HttpClient
from .client import DiracClient

__all__ = ["CLIENT", "DiracOptions", "dirac_login", "options_of"]

CLIENT = "myDIRACClientID"
"""The public client that each DiracX knows (``diracx.core.settings``)."""

_WORD = re.compile(r"[A-Za-z0-9_.-]+")


class DiracOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a catalogue says of a DiracX, in ``[facilities.<id>.options]``.

    Attributes
    ----------
    vo
        The virtual organisation as which one works there.
    group
        The group; the organisation's usual one if empty.
    python
        What runs notebooks and scripts where jobs run.
    sites
        The sites that may be chosen.
    tags
        What each job's machine has to have.
    lake
        The lake that DIDs without one are meant in.
    sandbox_limit
        The largest packed sandbox, in bytes.
    """

    vo: str = ""
    group: str = ""
    python: str = "python3"
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lake: str = ""
    sandbox_limit: int = 100 << 20


def options_of(entry: FacilityEntry) -> DiracOptions:
    """Read and check the options of an entry.

    Raises
    ------
    NotAvailableError
        They are wrong, or name no virtual organisation.
    """
    table = f"[facilities.{entry.id}.options]"
    try:
        options = msgspec.convert(entry.options, DiracOptions)
    except msgspec.ValidationError as error:
        raise NotAvailableError(
            f"{entry.name} is not described as it should be: {error}.",
            remedy=f"Correct {table} in the catalogue.",
        ) from error
    if not _WORD.fullmatch(options.vo) or not _WORD.fullmatch(options.group or "all"):
        raise NotAvailableError(
            f"{entry.name} has no virtual organisation in the catalogue, or no proper one.",
            remedy=f'Write vo = "…" in {table}, and group = "…" where it is not the usual one.',
        )
    return options


def dirac_login(
    entry: FacilityEntry, options: DiracOptions, http: Callable[[], HttpClient]
) -> ServiceLogin:
    """Say how one logs in; DiracX itself issues the tokens that it takes."""
    group = f" group:{options.group}" if options.group else ""
    return ServiceLogin(
        id=entry.id,
        name=entry.name,
        noun="facility",
        url=entry.base,
        kinds=("oidc", "token"),
        issuer=entry.issuer or entry.base,
        client_id=entry.client_id or CLIENT,
        scope=entry.scope or f"vo:{options.vo}{group}",
        scope_alone=True,
        token_file=Path(entry.token_file).expanduser() if entry.token_file else None,
        environment={"token": entry.token_env} if entry.token_env else {},
        verify=lambda credential: _verified(entry, credential, http),
    )


def _verified(
    entry: FacilityEntry, credential: Credential, http: Callable[[], HttpClient]
) -> Identity:
    client = DiracClient(
        base=entry.base, who=entry.name, http=http, credential=lambda _refused: credential
    )
    person = client.person()
    name, group = (str(person.get(key) or "") for key in ("preferred_username", "dirac_group"))
    return Identity(
        service=entry.id,
        name=entry.name,
        noun="facility",
        state="in",
        kinds=["oidc", "token"],
        kind=credential.kind,
        account=f"{name} ({group})" if group else name,
        subject=str(person.get("sub") or ""),
        source=credential.source,
        expires=credential.expires,
        renews=credential.renews,
    )
