"""How patient transfers are."""

import msgspec

__all__ = ["Limits"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How patient it is.

    Attributes
    ----------
    silence
        Seconds without a byte before a server is given up.
    tries
        How often in a row a server may break off with less than a megabyte gained.
    pause
        Seconds before the second try; each is three times as long as the one before.
    patience
        Seconds that a busy server may ask to be left alone, in all.
    streams
        Connections for one file.
    segment
        Bytes of a segment.
    quick
        Bytes a second of one connection from which on others would bring nothing.
    """

    silence: float = 60.0
    tries: int = 5
    pause: float = 0.3
    patience: float = 900.0
    streams: int = 4
    segment: int = 16 << 20
    quick: float = 200e6
