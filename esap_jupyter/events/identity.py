"""Tells the front end that a login has changed, through Jupyter's own events."""

from pathlib import Path

from ..models.identity import LoginState
from .teller import Teller

__all__ = ["SCHEMA", "SCHEMA_ID", "IdentityEvents"]

SCHEMA = Path(__file__).parent / "identity.yaml"
SCHEMA_ID = "https://esap-jupyter.readthedocs.io/events/identity/v1"


class IdentityEvents(Teller):
    """Emits one event for each login, logout and refusal."""

    def changed(self, service: str, state: LoginState) -> None:
        """Take note of a change, from any thread."""
        self.tell({"service": service, "state": state})
