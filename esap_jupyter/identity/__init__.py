"""Who one is at each service, and what proves it: credentials, logins, and where they are kept."""

from .credential import Credential
from .identities import Identities
from .service import ServiceLogin

__all__ = ["Credential", "Identities", "ServiceLogin"]
