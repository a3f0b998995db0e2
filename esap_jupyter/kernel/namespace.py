"""Binding values in the user's namespace without overwriting anything unasked."""

import builtins
from typing import Any

__all__ = ["Namespace"]


class Namespace:
    """The user's namespace.

    Parameters
    ----------
    variables
        IPython's ``user_ns``. It may be written from a subshell's thread.
    """

    def __init__(self, variables: dict[str, Any]) -> None:
        self._variables = variables

    def existing(self, name: str) -> str | None:
        """Name the type of what binding would hide, or None where nothing would be lost.

        A builtin counts as something that exists. So does a former hand-over: nobody can tell
        cheaply whether its cells were edited since.
        """
        if name in self._variables:
            return type(self._variables[name]).__name__
        return "builtin" if hasattr(builtins, name) else None

    def value(self, name: str) -> Any:
        """Give what has the name, or None."""
        return self._variables.get(name)

    def bind(self, name: str, value: Any) -> None:
        """Bind the value, whatever has the name."""
        self._variables[name] = value
