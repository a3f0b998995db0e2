"""What a server may use, as it crosses a boundary."""

from .base import Model

__all__ = ["Limits"]


class Limits(Model, kw_only=True, frozen=True):
    """What the machine or the Hub leaves to this server; what nobody says is None.

    ``memory`` and ``memory_used`` are in bytes, as text; ``cpu`` in cores; ``image`` names the
    container. ``abnormal`` says why the server did not start as it should.
    """

    image: str = ""
    memory: str | None = None
    memory_used: str | None = None
    cpu: float | None = None
    abnormal: str = ""
