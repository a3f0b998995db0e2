"""The built front end of the widgets."""

from pathlib import Path

from ..errors import NotAvailableError

__all__ = ["read_static"]

_STATIC = Path(__file__).parent / "static"


def read_static(name: str, folder: Path = _STATIC) -> str:
    """Give the text of a built file.

    Raises
    ------
    NotAvailableError
        It was not built, which happens only in a clone of the project.
    """
    try:
        return (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotAvailableError(
            f"The widget's front end {name} is not built.",
            remedy="Run `npm run build:widgets` in the clone of esap-jupyter.",
        ) from error
