"""What proves to one service who one is."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from ..models.identity import CredentialSource, LoginKind
from ..net import Tls

__all__ = ["Credential"]


class Credential:
    """Proof of who one is, for one service alone.

    It is no struct, so that nothing encodes it, and it shows and pickles none of its secrets.

    Parameters
    ----------
    kind
        A `esap_jupyter.models.identity.LoginKind`; what does not belong to it is empty.
    account
        The account that is meant, or empty for the usual one.
    username, password
        Of ``userpass``; of ``client_credentials``, the id and secret of the application.
    token
        Of ``oidc`` and ``token``.
    certificate
        The file of the certificate, or of the proxy, which holds its key too.
    key
        The file of the certificate's key.
    expires
        When it ends, in Unix seconds, where that is known.
    source
        Where it comes from.
    renews
        Whether another is got without asking when it ends.
    issuer
        Who issued the token.
    subject
        Whom the issuer or the authority says one is.
    """

    __slots__ = (
        "account",
        "certificate",
        "expires",
        "issuer",
        "key",
        "kind",
        "password",
        "renews",
        "source",
        "subject",
        "token",
        "username",
    )

    def __init__(
        self,
        *,
        kind: LoginKind,
        source: CredentialSource,
        account: str = "",
        username: str = "",
        password: str = "",
        token: str = "",
        certificate: Path | None = None,
        key: Path | None = None,
        expires: float | None = None,
        renews: bool = False,
        issuer: str | None = None,
        subject: str = "",
    ) -> None:
        self.kind: LoginKind = kind
        self.source: CredentialSource = source
        self.account = account
        self.username = username
        self.password = password
        self.token = token
        self.certificate = certificate
        self.key = key
        self.expires = expires
        self.renews = renews
        self.issuer = issuer
        self.subject = subject

    def __repr__(self) -> str:
        whose = f" of {self.account}" if self.account else ""
        return f"<Credential {self.kind}{whose}, from {self.source}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A credential stays in the process that it is for.")

    @property
    def digest(self) -> str:
        """Tells credentials apart without keeping them once more, renewed files too."""
        parts = (
            self.kind,
            self.account,
            self.username,
            self.password,
            self.token,
            str(self.certificate),
            str(self.key),
            str(self.tls.stamp),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def tls(self) -> Tls:
        """The certificate as a client shows it."""
        return Tls(certificate=self.certificate, key=self.key)

    def has_ended(self, clock: Callable[[], float] = time.time) -> bool:
        """Tell whether it is known to be over."""
        return self.expires is not None and self.expires <= clock()
