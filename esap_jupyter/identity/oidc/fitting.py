"""Whether a token is good for a service, as far as it says what it is good for."""

from ...catalogue.identity import IssuerEntry
from ...models.identity import CredentialSource
from ..credential import Credential
from ..service import ServiceLogin
from ..tokens import audience_of, claims
from .grant import Grant

__all__ = ["credential_of", "is_for"]

_USUAL = frozenset({"openid", "profile", "email", "offline_access"})


def is_for(service: ServiceLogin, grant: Grant, entry: IssuerEntry) -> bool:
    """Tell whether a service may have the token of a grant.

    One that was asked for an audience goes to no service that does not name that audience, which
    could use it there as the person.
    """
    said = claims(grant.access_token)
    wanted = service.audience or entry.audience
    if not wanted:
        return not grant.audience
    if wanted not in (audience_of(said) or (grant.audience,)) and wanted != grant.audience:
        return False
    scope = said.get("scope")
    scopes = (scope if isinstance(scope, str) else grant.scope).split()
    # What an issuer does not tell of a token cannot be held against it.
    return not scopes or set(service.scope.split()) - _USUAL <= set(scopes)


def credential_of(service: ServiceLogin, grant: Grant, source: CredentialSource) -> Credential:
    """Make a credential of a grant."""
    return Credential(
        kind="oidc",
        source=source,
        account=service.account,
        token=grant.access_token,
        expires=grant.expires,
        renews=bool(grant.refresh_token),
        issuer=service.issuer,
        subject=grant.subject,
    )
