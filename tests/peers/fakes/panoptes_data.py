"""What the fake Zooniverse knows: projects, workflows and exports."""

import csv
import io
import json
from typing import Any

__all__ = ["CLASSIFICATIONS", "PROJECTS", "WORKFLOWS", "csv_of", "export_rows"]

HOSTILE = "<img src=x onerror=alert(1)>"


def _project(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "display_name": f"Project {number}",
        "slug": f"zookeeper/project-{number}",
        "description": "A synthetic project of a test",
        "classifications_count": number * 1000,
        "subjects_count": number * 10,
        "retired_subjects_count": number,
        "classifiers_count": number * 3,
        "created_at": "2019-05-06T07:08:09.123Z",
        "updated_at": "2026-01-02T03:04:05.678Z",
        "launch_date": None,
        "live": True,
        "state": None,
        "completeness": 0.25,
        "available_languages": ["en", "nl"],
        "primary_language": "en",
        "redirect": "",
        "links": {
            "owner": {
                "id": "2",
                "display_name": "Zookeeper",
                "login": "zookeeper",
                "href": "/users/2",
                "type": "users",
            },
            "workflows": [str(number * 10)],
        },
        **more,
    }


PROJECTS = [
    _project(
        1,
        display_name="Galaxy Zoo",
        slug="zookeeper/galaxy-zoo",
        launch_date="2020-01-01T00:00:00.000Z",
    ),
    _project(2, display_name="Radio Galaxy Zoo: LOFAR", slug="zookeeper/radio-galaxy-zoo-lofar"),
    _project(3, display_name=HOSTILE, state="paused", live=False, available_languages=[]),
    # A collaborator of this one is nobody of the test.
    _project(4, slug="stranger/closed"),
    *(_project(number) for number in range(5, 48)),
]


def _workflow(number: int, project: int, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "display_name": f"Workflow {number}",
        "version": "12.34",
        "active": True,
        "classifications_count": 42,
        "subjects_count": 7,
        "retired_set_member_subjects_count": 3,
        "completeness": 0.5,
        "primary_language": "en",
        "created_at": "2019-05-06T07:08:09.123Z",
        "updated_at": "2026-01-02T03:04:05.678Z",
        "finished_at": None,
        "first_task": "T0",
        "tasks": {"T0": {"type": "single", "question": "T0.question"}},
        "links": {"project": str(project), "subject_sets": ["9"]},
        **more,
    }


WORKFLOWS = [
    _workflow(10, 1, display_name="Shape"),
    _workflow(11, 1, active=False, finished_at="2025-01-01T00:00:00.000Z"),
    _workflow(20, 2),
]

CLASSIFICATIONS = [
    {
        "classification_id": "9007199254740993",
        "user_name": "not-logged-in-0123456789abcdef",
        "user_id": "",
        "user_ip": "0123456789abcdef",
        "workflow_id": "10",
        "workflow_name": "Shape",
        "workflow_version": "12.34",
        "created_at": "2026-01-02 03:04:05 UTC",
        "gold_standard": "",
        "expert": "",
        "metadata": {
            "source": "api",
            "session": "abc",
            "started_at": "2026-01-02T03:03:00.000Z",
            "finished_at": "2026-01-02T03:04:00.000Z",
            "user_agent": "Mozilla/5.0",
        },
        "annotations": [{"task": "T0", "task_label": "Shape?", "value": 'Smooth, or\n"not"'}],
        "subject_data": {"501": {"retired": None, "Filename": "a.png", "ra": 10.68, "dec": 41.27}},
        "subject_ids": "501",
    },
    {
        "classification_id": "9007199254740994",
        "user_name": "jocelyn",
        "user_id": "77",
        "user_ip": "fedcba9876543210",
        "workflow_id": "10",
        "workflow_name": "Shape",
        "workflow_version": "12.34",
        "created_at": "2026-01-02 03:05:05 UTC",
        "gold_standard": "true",
        "expert": "",
        "metadata": {"source": "api", "started_at": "2026-01-02T03:04:00.000Z"},
        "annotations": [],
        "subject_data": {"502": {"Filename": "b.png"}},
        "subject_ids": "502",
    },
]

_SUBJECTS = [
    {
        "subject_id": "501",
        "project_id": "1",
        "workflow_id": "10",
        "subject_set_id": "9",
        "metadata": {"Filename": "a.png", "#private": "x"},
        "locations": {"0": "https://panoptes-uploads.example/subject_location/a.png"},
        "classifications_count": "12",
        "retired_at": "2026-01-02 03:04:05 UTC",
        "retirement_reason": "classification_count",
        "created_at": "2019-05-06 07:08:09 UTC",
        "updated_at": "2019-05-06 07:08:09 UTC",
    },
]

_WORKFLOW_ROWS = [
    {
        "workflow_id": "10",
        "display_name": "Shape",
        "version": "12",
        "minor_version": "34",
        "active": "true",
        "tasks": {"T0": {"type": "single"}},
        "strings": {"T0.question": "Shape?"},
    }
]


def export_rows(kind: str) -> list[dict[str, Any]]:
    """Return the rows of an export; cells that are JSON are objects here."""
    known = {"classifications": CLASSIFICATIONS, "subjects": _SUBJECTS, "workflows": _WORKFLOW_ROWS}
    return known.get(kind, [{"workflow_id": "10", "note": "of this kind"}])


def csv_of(rows: list[dict[str, Any]]) -> bytes:
    """Write an export as Panoptes does: CSV with JSON in some cells."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {
                key: json.dumps(value) if isinstance(value, dict | list) else value
                for key, value in row.items()
            }
        )
    return out.getvalue().encode()
