"""What all models share."""

from typing import ClassVar

import msgspec

__all__ = ["Model"]


class Model(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What all models share: immutable, unknown fields refused.

    ``IS_SECRET`` says of a model that what is in it is repeated nowhere, not in errors either.
    """

    IS_SECRET: ClassVar[bool] = False
