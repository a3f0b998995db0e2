"""Names for results that a kernel can use for its variables."""

import keyword
import re
import unicodedata

from ..models import SearchRequest, Target

__all__ = ["default_name"]

_LONGEST = 40


def default_name(target: Target | None, archive: str, request: SearchRequest | None = None) -> str:
    """Make a Python identifier of target and archive, such as ``m31_sandbox``.

    Without a target, the request says what was asked instead.
    """
    if target is None and request is not None and not request.adql:
        what = "targets" if request.targets else "polygon" if request.polygon else ""
        return f"{what}_{_plain(archive)}".lstrip("_")
    if target is None:
        return f"{_plain(archive)}_adql"
    if target.source == "coordinates":
        return f"position_{_plain(archive)}"
    return f"{_plain(target.text)}_{_plain(archive)}"


def _plain(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    # "M 31" is "m31", but "Barnard's star" keeps its words apart.
    joined = re.sub(r"(?<=[A-Za-z])\s+(?=\d)", "", ascii_only)
    name = re.sub(r"[^a-z0-9]+", "_", joined.lower()).strip("_")[:_LONGEST].strip("_")
    if not name or name[0].isdigit() or keyword.iskeyword(name):
        return f"t_{name}".rstrip("_")
    return name
