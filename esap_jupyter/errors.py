"""What can go wrong, in words for the person who asked."""

from functools import partial

__all__ = [
    "AccessDeniedError",
    "ArchiveError",
    "BadAnswerError",
    "BadRequestError",
    "CancelledError",
    "ConflictError",
    "ConnectorError",
    "EsapError",
    "ForbiddenAddressError",
    "LoginRefusedError",
    "NoPositionsError",
    "NotAvailableError",
    "NotFoundError",
    "NotLoggedInError",
    "QuotaError",
    "ServerError",
    "TargetNotFoundError",
    "TimedOutError",
    "TooLargeError",
    "UnreachableError",
    "sentence",
]

_STOPS = (".", "!", "?", "…")


class EsapError(Exception):
    """An error with a cause and a way out.

    Parameters
    ----------
    message
        What happened, and to whom.
    remedy
        What the person can do about it.
    """

    code = "error"

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{sentence(self.message)} {self.remedy}" if self.remedy else self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword arguments do not survive Exception's own pickling, and errors cross processes.
        return _rebuild, (type(self), self.message, self.remedy)


def _rebuild(kind: type[EsapError], message: str, remedy: str) -> EsapError:
    return kind(message, remedy=remedy)


class BadRequestError(EsapError, ValueError):
    """What was asked for makes no sense: a radius of -1, a syntax error, an unknown column."""

    code = "bad_request"


class NoPositionsError(BadRequestError):
    """No columns of a table are a position, so nothing of it can be shown on the sky."""

    code = "no_positions"


class NotFoundError(EsapError, LookupError):
    """There is no archive, result or activity of that id."""

    code = "not_found"


class TargetNotFoundError(NotFoundError):
    """The target is neither a coordinate nor a name that a resolver knows."""

    code = "target_not_found"


class NotAvailableError(EsapError):
    """Neither this version nor this installation can do it."""

    code = "not_available"


class NotLoggedInError(EsapError):
    """A service wants to know who one is, and nothing proves it, or no longer.

    Parameters
    ----------
    message, remedy
        As of each error; they are what the panel shows.
    service
        Id of the service. With it the exception says how one logs in there from Python.
    """

    code = "not_logged_in"

    def __init__(self, message: str, *, remedy: str = "", service: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.service = service

    def __str__(self) -> str:
        if not self.service:
            return super().__str__()
        return f'{super().__str__()} In Python: esap.login("{self.service}").'

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), remedy=self.remedy, service=self.service), (self.message,)


class LoginRefusedError(EsapError):
    """A service or an issuer does not take the login that it was given."""

    code = "login_refused"


class ConflictError(EsapError):
    """It would overwrite something."""

    code = "conflict"


class QuotaError(ConflictError):
    """There is no room for it: the account's quota is used up."""

    code = "quota"


class AccessDeniedError(EsapError):
    """The account may not do it."""

    code = "access_denied"


class CancelledError(EsapError):
    """The person cancelled it."""

    code = "cancelled"


class UnreachableError(EsapError, OSError):
    """The service could not be reached, or broke off."""

    code = "unreachable"


class ServerError(UnreachableError):
    """The service answered, with an error of its own (HTTP 500 and above)."""


class TimedOutError(UnreachableError):
    """The service did not answer in time."""

    code = "timed_out"


class ForbiddenAddressError(EsapError):
    """A private, loopback, link-local or metadata address that no catalogue names."""

    code = "forbidden_address"


class ArchiveError(EsapError):
    """The archive understood the question and refused it; its own words are the message."""

    code = "archive_error"


class BadAnswerError(EsapError):
    """The answer is not what the protocol promises: HTML, half a table, an entity bomb."""

    code = "bad_answer"


class ConnectorError(EsapError):
    """The code that asks an archive has a mistake of its own."""

    code = "connector_failed"


class TooLargeError(EsapError):
    """The answer is larger than the limit."""

    code = "too_large"


def sentence(words: str) -> str:
    """Return the words with a full stop, unless they have an end already."""
    return words if not words or words.endswith(_STOPS) else f"{words}."
