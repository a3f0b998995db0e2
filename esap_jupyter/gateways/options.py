"""What a catalogue may say of an ESAP gateway, whatever it is asked for."""

import msgspec

__all__ = ["KIND", "GatewayAccount"]

KIND = "esap_gateway"
"""The kind of a catalogue's entries that are gateways."""


class GatewayAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one is known at a gateway, for the basket that it keeps.

    ``issuer`` is whose OIDC tokens it takes, with the ``client_id`` and ``audience`` that they
    are asked with where the issuer's own entry says something else; ``lake`` is the id of the
    lake that DIDs in its basket are of.
    """

    issuer: str | None = None
    client_id: str = ""
    audience: str = ""
    lake: str = ""
