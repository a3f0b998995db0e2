"""Tells the front end that a rule of a lake has changed its state, through Jupyter's own events."""

from pathlib import Path

from ..models import Rule
from .teller import Teller

__all__ = ["SCHEMA", "SCHEMA_ID", "LakeRuleEvents"]

SCHEMA = Path(__file__).parent / "lake_rule.yaml"
SCHEMA_ID = "https://esap-jupyter.readthedocs.io/events/lake_rule/v1"


class LakeRuleEvents(Teller):
    """Emits one event for each change that somebody's look at rules has shown."""

    def changed(self, lake: str, rule: Rule) -> None:
        """Take note of a change, from any thread."""
        self.tell({"lake": lake, "rule": rule.id, "state": rule.state})
