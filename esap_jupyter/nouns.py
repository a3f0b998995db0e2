"""Lets a room of the house be called by its own name: ``esap.archives()`` beside its modules.

Importing ``esap_jupyter.archives.base`` binds the name ``archives`` of the package to that folder,
over whatever function was there. So the folder, or the one module, itself answers when it is
called.
"""

import inspect
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .python.basket import Basket

__all__ = ["NOUNS", "Package"]

NOUNS = frozenset({"adql", "archives", "identity", "lake", "platform", "results"})


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


class Package(ModuleType):
    """The package itself: makes nouns of the modules that are to be called."""

    @property
    def basket(self) -> "Basket":
        """The person's basket; the folder of that name is for the code alone."""
        from .python.basket import handle

        return handle

    @basket.setter
    def basket(self, folder: ModuleType) -> None:
        # Importing from the folder binds it here; `sys.modules` has it all the same.
        del folder

    def __setattr__(self, name: str, value: Any) -> None:
        if name in NOUNS and isinstance(value, ModuleType):
            value.__class__ = Noun
        super().__setattr__(name, value)
