"""The gateways of a catalogue, each once, however many of its archives are listed."""

from collections.abc import Callable, Iterable

import msgspec

from ..catalogue import ArchiveEntry, Catalogue, SourceEntry
from ..compute import Compute
from ..errors import NotFoundError
from ..identity import Credential, ServiceLogin
from ..models.identity import Identity, LoginKind
from ..net import HttpClient
from .client import ProfileClient
from .options import KIND, GatewayAccount

__all__ = ["GatewayPlace", "found_gateway", "gateway_client", "gateway_logins", "gateways"]


class GatewayPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A gateway: its id and name in the catalogue, its root, and how one is known there.

    ``also`` are the ids of catalogue entries that are the same gateway.
    """

    id: str
    name: str
    url: str
    account: GatewayAccount
    also: tuple[str, ...] = ()


def gateways(catalogue: Catalogue) -> list[GatewayPlace]:
    """List the gateways: sources of that kind, then archives at other addresses.

    What the catalogue says of them wrongly is told where they are asked for archives or rows.
    """
    entries: list[SourceEntry | ArchiveEntry] = [
        *(each for each in catalogue.sources.values() if each.kind == KIND),
        *(each for each in catalogue.archives.values() if each.kind == KIND and each.url),
    ]
    found: dict[str, GatewayPlace] = {}
    for entry in entries:
        url = (entry.url or "").rstrip("/").removesuffix("/query")
        known = found.get(url)
        if known is None:
            found[url] = GatewayPlace(
                id=entry.id, name=entry.name, url=url, account=_account(entry)
            )
        else:
            found[url] = msgspec.structs.replace(known, also=(*known.also, entry.id))
    return list(found.values())


def found_gateway(places: Iterable[GatewayPlace], gateway_id: str) -> GatewayPlace:
    """Return the gateway of an id: its own, or that of an archive that is asked through it.

    Raises
    ------
    NotFoundError
        There is none.
    """
    known = list(places)
    for place in known:
        if gateway_id in (place.id, *place.also) or gateway_id.startswith(f"{place.id}."):
            return place
    names = ", ".join(place.id for place in known)
    raise NotFoundError(
        f"There is no ESAP gateway {gateway_id!r}.",
        remedy=f"There are: {names}."
        if names
        else 'Add [sources.<id>] with kind = "esap_gateway" and its url to a catalogue.',
    )


def gateway_client(
    place: GatewayPlace,
    http: HttpClient,
    compute: Compute,
    credential: Callable[[str], Credential],
    refuse: Callable[[str, str], None] = lambda _digest, _reason: None,
) -> ProfileClient:
    """Make the client of a gateway.

    Parameters
    ----------
    place
        The gateway.
    http
        A client of its own, which repeats no write by itself.
    compute
        Where answers are read.
    credential, refuse
        See `esap_jupyter.gateways.client.ProfileClient`.
    """
    return ProfileClient(
        url=place.url,
        http=http,
        compute=compute,
        who=place.name,
        credential=credential,
        refuse=refuse,
    )


def gateway_logins(
    catalogue: Catalogue, http: Callable[[], HttpClient], compute: Compute
) -> tuple[ServiceLogin, ...]:
    """Say how one logs in to each gateway, contacting none."""
    return tuple(_login(place, http, compute) for place in gateways(catalogue))


def _login(place: GatewayPlace, http: Callable[[], HttpClient], compute: Compute) -> ServiceLogin:
    # A token that somebody pastes may be the gateway's own, so that it is not taken for OIDC.
    kinds: tuple[LoginKind, ...] = ("token", "oidc", "userpass")
    account = place.account
    return ServiceLogin(
        id=place.id,
        name=place.name,
        noun="archive",
        url=place.url,
        kinds=kinds if account.issuer else ("token", "userpass"),
        issuer=account.issuer,
        client_id=account.client_id,
        audience=account.audience,
        verify=lambda credential: _verified(place, credential, http(), compute),
    )


def _verified(
    place: GatewayPlace, credential: Credential, http: HttpClient, compute: Compute
) -> Identity:
    own = http.derived(retries=0, prefixes=(place.url,))
    try:
        profile = gateway_client(place, own, compute, lambda _refused: credential).read()
    finally:
        own.close()
    return Identity(
        service=place.id,
        name=place.name,
        noun="archive",
        state="in",
        kind=credential.kind,
        account=profile.user,
        subject=credential.subject,
        issuer=credential.issuer,
        source=credential.source,
        expires=credential.expires,
        renews=credential.renews,
    )


def _account(entry: SourceEntry | ArchiveEntry) -> GatewayAccount:
    names = {field.name for field in msgspec.structs.fields(GatewayAccount)}
    known = {key: value for key, value in entry.options.items() if key in names}
    try:
        return msgspec.convert(known, GatewayAccount)
    except msgspec.ValidationError:
        return GatewayAccount()
