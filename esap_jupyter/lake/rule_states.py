"""Notices that a rule has come to another state than it was last seen in."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable

from ..models import Rule

__all__ = ["RuleChanged", "RuleStates"]

_REMEMBERED = 10_000

RuleChanged = Callable[[str, Rule], None]
"""Is told of a lake (its id), and of one of its rules as it is now."""


class RuleStates:
    """The states that rules of one lake were last seen in.

    Nobody is asked for them: whoever looks at rules lets the others know what has changed.

    Parameters
    ----------
    lake
        The lake's id.
    changed
        Told of each rule whose state is another than the last time, in any thread.
    """

    def __init__(self, *, lake: str, changed: RuleChanged) -> None:
        self._lake = lake
        self._changed = changed
        self._lock = threading.Lock()
        self._states: OrderedDict[str, str] = OrderedDict()

    def see(self, rules: Iterable[Rule]) -> None:
        """Take note of rules as they are now; one that is seen for the first time is no change."""
        changed = []
        with self._lock:
            for rule in rules:
                before = self._states.pop(rule.id, rule.state)
                self._states[rule.id] = rule.state
                if before != rule.state:
                    changed.append(rule)
            while len(self._states) > _REMEMBERED:
                self._states.popitem(last=False)
        for rule in changed:
            self._changed(self._lake, rule)
