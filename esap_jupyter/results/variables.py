"""Names of variables in Python, wherever they are bound or written."""

import keyword
import unicodedata

from ..errors import BadRequestError

__all__ = ["check_variable"]


def check_variable(text: str) -> str:
    """Give the name as Python reads it in source text.

    Python normalizes identifiers to NFKC; a name bound otherwise could never be read again.

    Raises
    ------
    BadRequestError
        It is not an identifier, it is a keyword, or it belongs to Python itself.
    """
    name = unicodedata.normalize("NFKC", text)
    if not name.isidentifier():
        problem = "is not a variable name"
    elif keyword.iskeyword(name):
        problem = "is a word of the Python language"
    elif name.startswith("__") and name.endswith("__"):
        problem = "belongs to Python itself"
    else:
        return name
    raise BadRequestError(f"{text!r} {problem}.", remedy="Choose a name such as m31 or my_stars.")
