"""Lists the archives of an ESAP gateway, each to be asked through the gateway."""

from collections import Counter
from typing import Any

from ....catalogue import ArchiveEntry, SourceEntry
from ....gateways.options import GatewayAccount
from ....net import HttpClient
from ...options import read_options
from .client import GatewayClient
from .connector import INVENTED

__all__ = ["gateway_archives"]


class GatewaySourceOptions(GatewayAccount, frozen=True, forbid_unknown_fields=True):
    """What a catalogue may say under ``options``: ``hide`` names archives not to be listed."""

    hide: tuple[str, ...] = ()


def gateway_archives(source: SourceEntry, http: HttpClient) -> list[ArchiveEntry]:
    """Return an entry for each archive that the gateway shows and that has datasets to be asked.

    Its own address is that of the gateway; addresses that the gateway tells are not contacted.

    Raises
    ------
    NotAvailableError
        The catalogue's options are wrong.
    EsapError
        The gateway does not answer, or with an error.
    """
    options = read_options(source, GatewaySourceOptions)
    client = GatewayClient(url=source.url, http=http, who=source.name)
    asked = Counter(
        str(row.get("archive_uri_derived") or "")
        for row in client.datasets()
        if row.get("service_connector") != INVENTED
    )
    return [
        _entry(source, row)
        for row in client.archives()
        if isinstance(row.get("uri"), str)
        and asked[row["uri"]] > 0
        and row["uri"] not in options.hide
    ]


def _entry(source: SourceEntry, row: dict[str, Any]) -> ArchiveEntry:
    description = row.get("long_description") or row.get("short_description") or ""
    homepage = row.get("documentation_url")
    return ArchiveEntry(
        id=row["uri"],
        name=f"{row.get('name') or row['uri']} ({source.name})",
        kind="esap_gateway",
        url=source.url,
        description=str(description),
        homepage=homepage if isinstance(homepage, str) and homepage else None,
        options={"archive": row["uri"]},
    )
