"""The one HTTP client: guarded, pooled, bounded in time and size, cancellable."""

from .busy import busy_scope
from .client import HttpClient
from .guard import AddressGuard
from .response import Progress, Response
from .streamed import Streamed
from .tls import Tls
from .watch import cancel_scope, current_cancel

__all__ = [
    "AddressGuard",
    "HttpClient",
    "Progress",
    "Response",
    "Streamed",
    "Tls",
    "busy_scope",
    "cancel_scope",
    "current_cancel",
]
