"""Says where what of a workflow goes: one folder for each version, with its own folders in it."""

import re
from pathlib import PurePosixPath

from ...errors import BadRequestError, NotFoundError
from ...models.workflows import DataReference, NotebookSummary, Workflow, WorkflowFile
from ...staging.names import safe_name
from ...wording import one_line

__all__ = ["FOLDER", "chosen", "file_named", "folder_name", "is_file", "placed", "top_of"]

FOLDER = "esap-notebooks"
"""Where workflows are opened, below the root of the workspace, unless a folder is named."""
_MOST = 60
_FILE = re.compile(r"/[^/]+\.[A-Za-z0-9]{1,8}$")


def folder_name(workflow: Workflow) -> str:
    """Name the folder of a workflow: its title and its version."""
    title = _dashed(workflow.title)
    version = _dashed(workflow.version)[:30] or _dashed(workflow.id.partition(":")[2])
    title = title.removesuffix(f"-{version}")[:_MOST].strip("-._") or "workflow"
    return safe_name(f"{title}-{version}")


def _dashed(text: str) -> str:
    return re.sub(r"[^\w.+]+", "-", one_line(text)).strip("-._")


def chosen(workflow: Workflow, notebook: str, archive: str) -> NotebookSummary | None:
    """Return the notebook that is meant; None where nobody knows of any.

    Raises
    ------
    BadRequestError
        It has several, and none is named.
    NotFoundError
        It has no such notebook.
    """
    known = workflow.notebooks or []
    if not notebook:
        if len(known) > 1 and not archive:
            raise BadRequestError(
                f"{workflow.title} has {len(known)} notebooks.",
                remedy=f"Choose one: {', '.join(each.path for each in known[:5])}, …",
            )
        return known[0] if len(known) == 1 else None
    for each in known:
        if notebook == each.path and archive in ("", each.archive):
            return each
    # People leave out the folder that a repository's host puts around everything.
    for each in known:
        if each.path.endswith(f"/{notebook}") and archive in ("", each.archive):
            return each
    raise NotFoundError(
        f"{workflow.title} has no notebook {notebook[:200]!r}.",
        remedy="Choose one of those that are listed."
        if known
        else "Look at the record's page; nobody could see what is inside.",
    )


def file_named(workflow: Workflow, name: str) -> WorkflowFile:
    """Return a file of a record.

    Raises
    ------
    NotFoundError
        It has no such file.
    """
    for each in workflow.files:
        if each.name == name:
            return each
    raise NotFoundError(
        f"{workflow.title} has no file {name[:200]!r} (any more).",
        remedy="Look at the record again.",
    )


def top_of(workflow: Workflow, archive: str) -> str:
    """Name the folder that all of an archive seems to lie in, as GitHub packs; else empty."""
    if not archive:
        return ""
    paths = [each.path for each in workflow.notebooks or [] if each.archive == archive]
    packed = {each.archive for each in workflow.notebooks or [] if each.archive}
    if packed == {archive}:
        paths += [each.path for each in workflow.environment]
    tops = {path.partition("/")[0] for path in paths if "/" in path}
    is_wrapped = len(tops) == 1 and all("/" in path for path in paths)
    return tops.pop() if is_wrapped else ""


def placed(path: str, top: str = "") -> str:
    """Say where a path of an archive is in the folder, in names that file systems take."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    plain = [part for part in parts if part not in ("/", ".", "..")]
    if top and plain and plain[0] == top:
        plain = plain[1:]
    return "/".join(safe_name(part) for part in plain)


def is_file(data: DataReference) -> bool:
    """Say whether data can be fetched: pages that only tell of data are no files."""
    return bool(data.folder) or _FILE.search(data.url.partition("?")[0]) is not None
