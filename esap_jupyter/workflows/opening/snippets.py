"""Writes code for a cell: it loads a workflow's data, imports its modules, or opens it."""

from ...errors import NotFoundError
from ...models.openings import CodeRequest
from ...models.workflows import Workflow
from ...wording import one_line
from .layout import chosen, is_file
from .literals import literal

__all__ = ["code_of"]


def code_of(workflow: Workflow, request: CodeRequest) -> str:
    """Write Python for a cell; all that others wrote is text in it.

    Parameters
    ----------
    workflow
        With what is inside.
    request
        Which code is wanted.

    Raises
    ------
    NotFoundError
        There is no such notebook, or there are no data.
    BadRequestError
        There are several notebooks, and none is named.
    """
    title = one_line(workflow.title, 100)
    start = [f"# From {title}", "import esap_jupyter as esap", ""]
    if request.wish == "data":
        return "\n".join([*start, *_data(workflow)])
    summary = chosen(workflow, request.notebook, request.archive)
    which = f", {literal(summary.path)}" if summary else ""
    opened = f"esap_notebook = esap.workflow({literal(workflow.id)}).open(notebook={which[2:]})"
    if not summary:
        opened = f"esap_notebook = esap.workflow({literal(workflow.id)}).open()"
    if request.wish == "open":
        return "\n".join([*start, opened, "esap_notebook"])
    lines = [
        "import sys",
        "",
        opened,
        "sys.path.insert(0, str(esap_notebook.parent))  # its modules lie beside it",
    ]
    return "\n".join([*start[:2], *lines])


def _data(workflow: Workflow) -> list[str]:
    urls = [each.url for each in workflow.data if is_file(each)]
    if not urls and workflow.kind == "dataset":
        urls = [each.url for each in workflow.files if each.url]
    if not urls:
        raise NotFoundError(
            f"{workflow.title} names no data.", remedy="Open it, or import its modules."
        )
    return [f"esap_paths = esap.stage({literal(urls)}, unpack=True)", "esap_paths"]
