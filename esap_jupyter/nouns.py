"""Lets a room of the house be called by its own name: ``esap.archives()`` beside its modules.

Importing ``esap_jupyter.archives.base`` binds the name ``archives`` of the package to that folder,
over whatever function was there. So the folder, or the one module, itself answers when it is
called.
"""

import inspect
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .python.basket import Basket

__all__ = ["BASKET", "NOUNS", "Package"]

NOUNS = frozenset(
    {"adql", "archives", "facilities", "identity", "lake", "platform", "results", "workflows"}
)


# Only these are looked for in the basket, as looking makes it, which needs the folder's modules.
BASKET = frozenset(
    {
        "_repr_html_",
        "add",
        "change",
        "clear",
        "dedupe",
        "document",
        "find",
        "gateways",
        "groups",
        "items",
        "load",
        "move",
        "redo",
        "remove",
        "restore",
        "save",
        "stage",
        "sync",
        "tags",
        "to_arrow",
        "to_pandas",
        "to_table",
        "undo",
    }
)


class Noun(ModuleType):
    """A module, or a folder of them, that is a function as well."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function of this name; see `esap_jupyter.api`."""
        return self._function()(*args, **kwargs)

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.signature(self._function())

    def _function(self) -> Any:
        from . import api

        return getattr(api, self.__name__.rpartition(".")[2])


class BasketRoom(ModuleType):
    """The folder of the basket, which is the person's basket as well; see `Basket`."""

    def __getattr__(self, name: str) -> Any:
        """Return what the basket has and the folder has not."""
        if name not in BASKET:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(_basket(), name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *BASKET})

    def __len__(self) -> int:
        return len(_basket())

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> "Iterator[Any]":
        return iter(_basket())

    def __contains__(self, what: object) -> bool:
        return what in _basket()

    def __getitem__(self, key: Any) -> Any:
        return _basket()[key]

    def __repr__(self) -> str:
        return repr(_basket())


def _basket() -> "Basket":
    from .python.basket import handle

    return handle


class Package(ModuleType):
    """The package itself: makes nouns of the modules that are to be called."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in NOUNS and isinstance(value, ModuleType):
            value.__class__ = Noun
        if name == "basket" and isinstance(value, ModuleType):
            value.__class__ = BasketRoom
        super().__setattr__(name, value)
