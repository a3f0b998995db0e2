"""Says where a notebook is from: for people in a cell, for programs in its metadata."""

import re
import time

from ...models.workflows import Workflow
from ...urls import origin as origin_of
from ...wording import one_line

__all__ = ["origin_fields", "origin_words"]

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&:@])")
_MOST_AUTHORS = 10


def origin_fields(workflow: Workflow, notebook: str) -> dict[str, str]:
    """Return what the notebook's metadata tell, under ``esap``."""
    return {
        "workflow": workflow.id,
        "title": workflow.title,
        "doi": workflow.doi,
        "version": workflow.version,
        "notebook": notebook,
    }


def origin_words(workflow: Workflow, notebook: str, now: float) -> str:
    """Write Markdown of it; what others wrote is text in it, and nothing of it becomes markup.

    Parameters
    ----------
    workflow
        Where it is from.
    notebook
        Its path in there.
    now
        When it is opened, in Unix seconds.
    """
    lines = [f"**From:** {_plain(workflow.title, 300)}"]
    if workflow.version:
        lines.append(f"**Version:** {_plain(workflow.version, 80)}")
    if workflow.authors:
        names = ", ".join(_plain(each.name, 100) for each in workflow.authors[:_MOST_AUTHORS])
        more = " …" if len(workflow.authors) > _MOST_AUTHORS else ""
        lines.append(f"**Authors:** {names}{more}")
    if workflow.doi:
        lines.append(f"**DOI:** {_plain(workflow.doi, 200)}")
    address = workflow.url or workflow.code_repository.removeprefix("git+")
    plain = re.sub(r"[^!-;=?-~]", "", address)[:500]
    # Without what Markdown does not take, it could be another host's.
    if origin_of(plain) is not None and origin_of(plain) == origin_of(address):
        lines.append(f"**Page:** <{plain}>")
    if workflow.license:
        lines.append(f"**License:** {_plain(workflow.license, 80)}")
    lines.append(f"**Notebook:** {_plain(notebook, 300)}")
    day = time.strftime("%Y-%m-%d", time.gmtime(now))
    lines.append(f"**Opened** with ESAP on {day} as {_plain(workflow.id, 200)}")
    return "  \n".join(lines)


def _plain(text: str, most: int) -> str:
    return _MARKS.sub(r"\\\1", one_line(text, most))
