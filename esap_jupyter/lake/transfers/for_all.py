"""What keeps one DID from being asked for, and all the others alike."""

from ...errors import CancelledError, LoginRefusedError, NotLoggedInError, TimedOutError
from ...net.failures import NotConnectedError

__all__ = ["FOR_ALL"]

FOR_ALL = (CancelledError, NotLoggedInError, LoginRefusedError, NotConnectedError, TimedOutError)
