"""What may come of asking a server, besides bytes and errors."""

from ...errors import EsapError

__all__ = ["Again", "Busy", "Changed"]


class Busy(Exception):  # noqa: N818  (a state, which is waited for)
    """The server wants to be left alone for some seconds, or for 0, which is a while."""

    def __init__(self, seconds: float, error: EsapError) -> None:
        super().__init__(str(error))
        self.seconds = seconds
        self.error = error


class Again(Exception):  # noqa: N818  (a state, after which it is asked in another way)
    """The server is asked once more, in another way."""


class Changed(Exception):  # noqa: N818  (a state, after which all begins again)
    """What comes now is of another version than what came before."""

    def __init__(self, who: str) -> None:
        self.words = f"The file of {who} changes while it is fetched."
        super().__init__(self.words)
