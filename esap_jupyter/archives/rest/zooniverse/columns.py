"""The columns of the Zooniverse's projects, workflows and exports, and how rows become them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from ....columns import column
from ....models import Column
from ..rows import Row

__all__ = ["PERSONAL", "columns_of", "export_columns", "export_row", "resource_row"]

PERSONAL = frozenset({"user_name", "user_id", "user_ip"})
"""Columns of classifications that tell who somebody is."""

_PERSONAL = "Personal data: "
_WHEN = {"xtype": "timestamp"}


def _count(name: str, description: str) -> Column:
    return column(name, description, datatype="long", unit="")


def _time(name: str, description: str) -> Column:
    return column(name, description, **_WHEN)


_PROJECTS = (
    column("id", "Id of the project", datatype="long", ucd="meta.id;meta.main"),
    column("display_name", "Name", ucd="meta.title"),
    column("slug", "Owner and name, as in its address"),
    column("description", "What it is about"),
    column("owner", "Display name of its owner"),
    column("state", "State; nothing while it is active"),
    column("live", "Whether it can be seen by everybody", datatype="boolean"),
    column("completeness", "How much of it is done, 0 to 1", datatype="double", unit=""),
    _count("classifications_count", "Classifications so far"),
    _count("subjects_count", "Subjects"),
    _count("retired_subjects_count", "Subjects that need no more classifications"),
    _count("classifiers_count", "Volunteers who took part"),
    column("available_languages", "Languages, as JSON"),
    _time("launch_date", "When it was launched (UTC)"),
    _time("created_at", "When it was made (UTC)"),
    _time("updated_at", "When it was changed last (UTC)"),
    column("url", "Its page", ucd="meta.ref.url"),
)
_WORKFLOWS = (
    column("id", "Id of the workflow", datatype="long", ucd="meta.id;meta.main"),
    column("project_id", "Id of its project", datatype="long"),
    column("display_name", "Name", ucd="meta.title"),
    column("version", "Version, major and minor"),
    column("active", "Whether volunteers can work on it", datatype="boolean"),
    column("completeness", "How much of it is done, 0 to 1", datatype="double", unit=""),
    _count("classifications_count", "Classifications so far"),
    _count("subjects_count", "Subjects"),
    _count("retired_set_member_subjects_count", "Subjects that need no more classifications"),
    column("first_task", "Key of the first task"),
    column("tasks", "All tasks, as JSON"),
    _time("finished_at", "When all was done (UTC)"),
    _time("created_at", "When it was made (UTC)"),
    _time("updated_at", "When it was changed last (UTC)"),
)
_LONGS = frozenset(
    {
        "classification_id",
        "user_id",
        "workflow_id",
        "subject_id",
        "project_id",
        "subject_set_id",
        "classifications_count",
    }
)
_TIMES = frozenset({"created_at", "updated_at", "retired_at"})
_WORDS: Mapping[str, str] = {
    "classification_id": "Id of the classification",
    "user_name": f"{_PERSONAL}name of the volunteer",
    "user_id": f"{_PERSONAL}id of the volunteer",
    "user_ip": f"{_PERSONAL}hash of the volunteer's address",
    "workflow_version": "Version of the workflow, major and minor",
    "metadata": "What was noted along with it, as JSON",
    "annotations": "What was answered, task by task, as JSON",
    "subject_data": "What is known of the subjects, by their id, as JSON",
    "subject_ids": "Ids of the subjects, with semicolons",
    "locations": "Addresses of the files that are shown, as JSON",
    "retirement_reason": "Why it needs no more classifications",
    "tasks": "All tasks, as JSON",
    "strings": "All texts, as JSON",
}
_STARTED = _time("metadata_started_at", "From the metadata: when the work began (UTC)")
_FINISHED = _time("metadata_finished_at", "From the metadata: when it ended (UTC)")
_TASKS = column("annotation_tasks", "From the annotations: the keys of the tasks, with commas")
_FIRST = column("annotation_value", "From the annotations: the first answer, objects as JSON")
_LOCATION = column(
    "location", "From the locations: the address of the first file", ucd="meta.ref.url"
)
_RA = column(
    "ra",
    "Right ascension, where the subject's own metadata has one in degrees",
    datatype="double",
    unit="deg",
    ucd="pos.eq.ra;meta.main",
)
_DEC = column(
    "dec",
    "Declination, where the subject's own metadata has one in degrees",
    datatype="double",
    unit="deg",
    ucd="pos.eq.dec;meta.main",
)
_FLAT: Mapping[str, Sequence[Column]] = {
    "classifications_export": (_STARTED, _FINISHED, _TASKS, _FIRST, _RA, _DEC),
    "subjects_export": (_LOCATION, _RA, _DEC),
}
_HEADERS: Mapping[str, Sequence[str]] = {
    "classifications_export": (
        *("classification_id", "user_name", "user_id", "user_ip", "workflow_id"),
        *("workflow_name", "workflow_version", "created_at", "gold_standard", "expert"),
        *("metadata", "annotations", "subject_data", "subject_ids"),
    ),
    "subjects_export": (
        *("subject_id", "project_id", "workflow_id", "subject_set_id", "metadata", "locations"),
        *("classifications_count", "retired_at", "retirement_reason", "created_at", "updated_at"),
    ),
}


def columns_of(collection: str) -> list[Column]:
    """List the columns of a collection as far as they are known before it is asked."""
    if collection == "projects":
        return list(_PROJECTS)
    if collection == "workflows":
        return list(_WORKFLOWS)
    return export_columns(collection, _HEADERS.get(collection, ()))


def export_columns(collection: str, header: Sequence[str]) -> list[Column]:
    """List the columns of an export with this header, and those taken out of its JSON."""
    given = [_export_column(name) for name in header]
    return [*given, *(each for each in _FLAT.get(collection, ()) if each.name not in header)]


def resource_row(kind: str, resource: Mapping[str, Any]) -> Row:
    """Make a row of a project or a workflow."""
    links = _dict(resource.get("links"))
    row = dict(resource)
    for name in ("created_at", "updated_at", "launch_date", "finished_at"):
        row[name] = _utc(resource.get(name))
    if kind == "workflows":
        return row | {"project_id": links.get("project")}
    slug = resource.get("slug")
    return row | {
        "owner": _dict(links.get("owner")).get("display_name"),
        "url": f"https://www.zooniverse.org/projects/{slug}" if slug else None,
    }


def export_row(collection: str, cells: Mapping[str, str]) -> Row:
    """Make a row of an export; cells of JSON stay as they are, and a few values are taken out."""
    row: dict[str, Any] = {key: text or None for key, text in cells.items()}
    for name in _TIMES & row.keys():
        row[name] = _utc(row[name])
    flat = _TAKERS.get(collection)
    return {**(flat(cells) if flat else {}), **row}


def _export_column(name: str) -> Column:
    description = _WORDS.get(name, name.replace("_", " ").capitalize())
    if name in _LONGS:
        return column(name, description, datatype="long")
    return column(name, description, xtype="timestamp" if name in _TIMES else None)


def _of_classification(cells: Mapping[str, str]) -> dict[str, Any]:
    metadata = _dict(_json(cells.get("metadata", "")))
    annotations = _json(cells.get("annotations", ""))
    answers = annotations if isinstance(annotations, list) else []
    answers = [each for each in answers if isinstance(each, dict)]
    subjects = _dict(_json(cells.get("subject_data", "")))
    first = next((each for each in subjects.values() if isinstance(each, dict)), {})
    return {
        "metadata_started_at": _utc(metadata.get("started_at")),
        "metadata_finished_at": _utc(metadata.get("finished_at")),
        "annotation_tasks": ",".join(str(each.get("task", "")) for each in answers) or None,
        "annotation_value": answers[0].get("value") if answers else None,
        **(_position(first) if len(subjects) == 1 else {}),
    }


def _of_subject(cells: Mapping[str, str]) -> dict[str, Any]:
    locations = _dict(_json(cells.get("locations", "")))
    return {
        "location": next((each for each in locations.values() if isinstance(each, str)), None),
        **_position(_dict(_json(cells.get("metadata", "")))),
    }


_TAKERS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "classifications_export": _of_classification,
    "subjects_export": _of_subject,
}


def _position(metadata: Mapping[str, Any]) -> dict[str, float]:
    """Find a position in what a project calls as it likes; ``#`` and ``!`` mark hidden keys."""
    known = {str(key).lstrip("#!/ ").lower(): value for key, value in metadata.items()}
    ra, dec = _number(known.get("ra")), _number(known.get("dec"))
    if ra is None or dec is None or not (0 <= ra <= 360 and -90 <= dec <= 90):  # noqa: PLR2004
        return {}
    return {"ra": ra, "dec": dec}


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _utc(value: Any) -> str | None:
    """Write a time as DALI does: no zone, which is UTC (DALI 1.1, section 3.3.3)."""
    if not isinstance(value, str) or not value:
        return None
    return value.removesuffix(" UTC").removesuffix("Z").replace(" ", "T", 1)


def _json(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
