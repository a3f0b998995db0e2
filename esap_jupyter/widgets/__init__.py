"""Widgets for notebooks; each is imported when it is first asked for."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .archives import ArchiveSearch

__all__ = ["ArchiveSearch"]


def __getattr__(name: str) -> Any:
    if name == "ArchiveSearch":
        from .archives import ArchiveSearch

        return ArchiveSearch
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
