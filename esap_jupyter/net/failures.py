"""Puts urllib3's errors into our own words."""

import ssl

from urllib3 import exceptions

from ..errors import EsapError, TimedOutError, UnreachableError

__all__ = ["NotConnectedError", "translate"]

_CHECK = "Check the network and its address, or try again later."


class NotConnectedError(UnreachableError):
    """Nothing was sent, so asking again does no harm."""


# The first that fits counts: the kinds of urllib3 derive from one another.
_WORDS: list[tuple[type[Exception], type[EsapError], str, str]] = [
    (
        exceptions.NameResolutionError,
        NotConnectedError,
        "{host} could not be looked up.",
        "Is this machine online? If it is, check its address, or try again later.",
    ),
    (
        exceptions.NewConnectionError,
        NotConnectedError,
        "{who} cannot be reached: {cause}.",
        _CHECK,
    ),
    (
        exceptions.ConnectTimeoutError,
        TimedOutError,
        "{who} cannot be reached: no connection in time.",
        _CHECK,
    ),
    (
        exceptions.ReadTimeoutError,
        TimedOutError,
        "{who} did not answer within {silence} s.",
        "Try again, ask for less, or ask later.",
    ),
    (
        exceptions.ProxyError,
        UnreachableError,
        "{who} cannot be reached through the proxy: {cause}.",
        "Check HTTPS_PROXY and NO_PROXY.",
    ),
    (
        exceptions.SSLError,
        UnreachableError,
        "{who} has no valid certificate: {cause}.",
        "Check its address; a private authority can be named by SSL_CERT_FILE.",
    ),
]


def translate(error: exceptions.HTTPError, who: str, silence: float) -> EsapError:
    """Make our error of one of urllib3's.

    Parameters
    ----------
    error
        What urllib3 raised.
    who
        What to call the server.
    silence
        How many seconds of silence were allowed.
    """
    if isinstance(error, exceptions.SSLError) and not _is_unverified(error):
        return UnreachableError(
            f"{who} makes no secure connection: {_cause(error)}.",
            remedy="Check its address, and your certificate where it wants one.",
        )
    for kind, make, message, remedy in _WORDS:
        if isinstance(error, kind):
            words = message.format(
                who=who, host=_host(error, who), cause=_cause(error), silence=f"{silence:g}"
            )
            return make(words, remedy=remedy)
    return UnreachableError(f"{who} broke off: {_cause(error)}.", remedy="Try again.")


def _host(error: BaseException, who: str) -> str:
    """Return the host that has no address, and whose it is where that is another name."""
    if not isinstance(error, exceptions.NameResolutionError):
        return who
    host = error.conn.host
    return who if who == host else f"{host} of {who}"


def _is_unverified(error: BaseException) -> bool:
    return isinstance(_innermost(error), ssl.SSLCertVerificationError)


def _innermost(error: BaseException) -> BaseException:
    inner = error
    while isinstance(inner, exceptions.HTTPError):
        found = inner.__cause__ or next(
            (arg for arg in inner.args if isinstance(arg, BaseException)), None
        )
        if found is None:
            break
        inner = found
    return inner


def _cause(error: BaseException) -> str:
    """Return the innermost reason, which is the one a person can use."""
    inner = _innermost(error)
    if isinstance(inner, ssl.SSLCertVerificationError):
        return inner.verify_message
    if isinstance(inner, OSError) and inner.strerror:
        return inner.strerror
    if isinstance(inner, exceptions.IncompleteRead) and inner.expected:
        return f"{inner.partial} of {inner.partial + inner.expected} bytes came"
    if isinstance(inner, exceptions.IncompleteRead | exceptions.InvalidChunkLength):
        return "not all of the answer came"
    return str(inner).rstrip(".") or type(inner).__name__
