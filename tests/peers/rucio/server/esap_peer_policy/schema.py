"""The generic schema, but a name may hold any character that prints, up to 250 of them."""

from rucio.common.schema import generic

generic.NAME["pattern"] = r"^[^\x00-\x1f]+$"

from rucio.common.schema.generic import *  # noqa: E402, F403
