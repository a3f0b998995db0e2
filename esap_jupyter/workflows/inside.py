"""Looks into a record: its notebooks, its environment, and the data that it fetches.

Small files are read, packed ones by parts. What cannot be looked into is told, and spoils nothing
of the rest.
"""

import threading
from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from ..compute import Compute
from ..errors import EsapError
from ..models.workflows import EnvironmentFile, NotebookSummary, Workflow
from . import notebooks
from .codemeta import completed, read_codemeta
from .environment import kind_in, kind_of, may_be_environment
from .places import Place, Places
from .references import fetched_by, named_in

__all__ = ["look_inside", "summaries"]

_NOTEBOOK = ".ipynb"
_MOST_NOTEBOOKS = 500
_MOST_READ = 60
_MOST_BYTES = 16 << 20
_TEXT = 200_000
_META = 1 << 20
_MOST_TEXTS = 12
_DOCUMENTS = ("readme.md", "readme.rst", "readme.txt", "readme", "codecheck.yml")
_UNSEEN = "It was not looked into, as there are so many."


def look_inside(
    workflow: Workflow, places: Places, compute: Compute, *, cancel: threading.Event | None = None
) -> Workflow:
    """Return a workflow with what its files tell.

    Where something did not come that may come another time, ``places.missed`` tells.

    Parameters
    ----------
    workflow
        As its repository describes it.
    places
        Where its files are.
    compute
        Where notebooks are parsed.
    cancel
        Ends it when set.
    """
    found = list(places.all())
    problems = list(places.problems)
    books = [each for each in found if _is_notebook(each)]
    read = books[:_MOST_READ]
    environment, texts = _environment(found), _texts(found)
    metas = sorted(
        (each for each in found if PurePosixPath(each.path).name == "codemeta.json"),
        key=lambda each: (len(PurePosixPath(each.path).parts), each.path),
    )[:1]
    places.gather([*read, *texts, *metas])
    bodies, unread = _bodies(read, places, cancel)
    summed = compute.run(summaries, bodies, _modules(found), cancel=cancel, lane="decode")
    listed = [*summed, *unread, *(_listed(each, _UNSEEN) for each in books[_MOST_READ:])]
    workflow = msgspec.structs.replace(
        workflow,
        notebooks=sorted(listed[:_MOST_NOTEBOOKS], key=lambda each: (each.archive, each.path)),
        kind="notebook" if listed else workflow.kind,
        problems=list(dict.fromkeys([*workflow.problems, *problems])),
    )
    for meta in metas:
        workflow = _with_meta(workflow, meta, places, cancel)
    return _with_texts(workflow, environment, texts, places, cancel)


def summaries(
    bodies: list[tuple[str, str, bytes]], modules: dict[str, list[str]]
) -> list[NotebookSummary]:
    """Read notebooks; modules that lie beside them are not what they need installed.

    Parameters
    ----------
    bodies
        Archive, path and bytes of each.
    modules
        Names of modules by the folder that they lie in.
    """
    found = []
    for archive, path, body in bodies:
        summary = notebooks.summarise(body, path, archive=archive)
        folder = PurePosixPath(path).parent
        beside = {name for each in (folder, *folder.parents) for name in modules.get(str(each), ())}
        kept = [name for name in summary.imports if name not in beside]
        found.append(msgspec.structs.replace(summary, imports=kept))
    return found


def _is_notebook(place: Place) -> bool:
    parts = PurePosixPath(place.path).parts
    return place.path.lower().endswith(_NOTEBOOK) and ".ipynb_checkpoints" not in parts


def _bodies(
    books: list[Place], places: Places, cancel: threading.Event | None
) -> tuple[list[tuple[str, str, bytes]], list[NotebookSummary]]:
    bodies: list[tuple[str, str, bytes]] = []
    unread: list[NotebookSummary] = []
    left = _MOST_BYTES
    for place in books:
        try:
            body = place.read(min(left, notebooks.MOST_BYTES), cancel)
        except EsapError as error:
            places.note(error)
            unread.append(_listed(place, f"It was not looked into: {error.message}"))
        else:
            left -= len(body)
            bodies.append((place.archive, place.path, body))
    return bodies, unread


def _listed(place: Place, problem: str) -> NotebookSummary:
    return NotebookSummary(
        path=place.path,
        title=PurePosixPath(place.path).stem,
        size=str(place.size),
        archive=place.archive,
        problem=problem,
    )


def _modules(places: list[Place]) -> dict[str, list[str]]:
    """Say which modules and packages lie in which folder."""
    found: dict[str, list[str]] = {}
    for place in places:
        path = PurePosixPath(place.path)
        if path.name == "__init__.py":
            found.setdefault(str(path.parent.parent), []).append(path.parent.name)
        elif path.suffix == ".py":
            found.setdefault(str(path.parent), []).append(path.stem)
    return found


def _environment(places: list[Place]) -> list[EnvironmentFile]:
    known = [(each.path, kind_of(each.path)) for each in places]
    return [EnvironmentFile(kind=kind, path=path) for path, kind in known if kind]


def _texts(places: list[Place]) -> list[Place]:
    """Choose what is worth reading: scripts that fetch, what is written for people, conda's files.

    Those nearest to the root come first.
    """
    wanted = [
        each
        for each in places
        if kind_of(each.path) == "postbuild"
        or PurePosixPath(each.path).name.lower() in _DOCUMENTS
        or (kind_of(each.path) is None and may_be_environment(each.path))
    ]
    return sorted(wanted, key=lambda each: len(PurePosixPath(each.path).parts))[:_MOST_TEXTS]


def _with_meta(
    workflow: Workflow, place: Place, places: Places, cancel: threading.Event | None
) -> Workflow:
    try:
        return completed(workflow, read_codemeta(place.read(_META, cancel)))
    except EsapError as error:
        places.note(error)
        told = f"codemeta.json was not read: {error.message}"
        return msgspec.structs.replace(workflow, problems=[*workflow.problems, told])


def _with_texts(
    workflow: Workflow,
    environment: list[EnvironmentFile],
    texts: list[Place],
    places: Places,
    cancel: threading.Event | None,
) -> Workflow:
    files, data = list(environment), list(workflow.data)
    for place, text in _read_texts(texts, places, cancel):
        kind = kind_of(place.path) or kind_in(text)
        if kind and kind_of(place.path) is None:
            files.append(EnvironmentFile(kind=kind, path=place.path))
        reader = fetched_by if kind == "postbuild" else named_in
        if kind in (None, "postbuild"):
            known = {each.url for each in data}
            data += [each for each in reader(text, path=place.path) if each.url not in known]
    return msgspec.structs.replace(
        workflow, environment=sorted(files, key=lambda each: each.path), data=data
    )


def _read_texts(
    texts: list[Place], places: Places, cancel: threading.Event | None
) -> Iterator[tuple[Place, str]]:
    # What a script fetches is surer than what people read of it.
    for place in sorted(texts, key=lambda each: kind_of(each.path) != "postbuild"):
        try:
            yield place, place.read(_TEXT, cancel).decode("utf-8", "replace")
        except EsapError as error:
            places.note(error)
            # A text that is too long is no file of conda's, and tells nothing that is needed.
            continue
