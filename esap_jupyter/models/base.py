"""What all models share."""

import msgspec

__all__ = ["Model"]


class Model(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What all models share: immutable, unknown fields refused."""
