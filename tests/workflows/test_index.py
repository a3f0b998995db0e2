"""What is known of workflows, without a network."""

import sqlite3

import msgspec
import pytest

from esap_jupyter.errors import NotAvailableError
from esap_jupyter.models import NotebookSummary, Person, Workflow, WorkflowFile, WorkflowQuestion
from esap_jupyter.workflows.index import WorkflowIndex


@pytest.fixture
def index(tmp_path):
    made = WorkflowIndex(tmp_path / "workflows.sqlite", clock=lambda: 1000.0)
    yield made
    made.close()


def workflow(key, **fields):
    given = {"title": f"Workflow {key}", "files": [WorkflowFile(name="a.zip", checksum="md5:1")]}
    return Workflow(id=f"ossr:{key}", repository="ossr", **(given | fields))


def ids(index, **question):
    items, total = index.search(WorkflowQuestion(**question), ["ossr"])
    assert total == len(items)
    return [each.id.partition(":")[2] for each in items]


def test_all_that_is_asked_for_has_to_fit_without_regard_to_case(index):
    book = NotebookSummary(path="n.ipynb", imports=["gammapy"], reads=["x.fits"], language="python")
    index.put(
        [
            workflow(
                "a",
                keywords=["Jupyter-Notebook", "LOFAR"],
                authors=[Person(name="Díaz, Ana", orcid="0000-0001-0000-0001")],
                runtime=["Docker"],
            ),
            workflow("b", description="Gammapy everywhere", kind="software", notebooks=[]),
            workflow("c", notebooks=[book], kind="notebook"),
        ]
    )
    assert set(ids(index)) == {"a", "b", "c"}
    assert set(ids(index, text="GAMMAPY")) == {"b", "c"}
    assert ids(index, text="gammapy x.fits") == ["c"]
    assert ids(index, text='"gammapy everywhere"') == ["b"]
    assert ids(index, keyword="jupyter-notebook") == ["a"]
    assert ids(index, keyword="jupyter") == [], "a keyword is a whole one"
    assert ids(index, author="ana díaz") == ["a"]
    assert ids(index, author="0000-0001-0000-0001") == ["a"]
    assert ids(index, runtime="docker") == ["a"]
    assert ids(index, runtime="python") == ["c"]
    assert set(ids(index, kind="notebook")) == {"a", "c"}, "nobody has looked into the first"
    assert ids(index, kind="software") == ["b"]
    assert ids(index, text="100%_'\"") == []


def test_titles_come_first_and_then_the_newest(index):
    index.put(
        [
            workflow("old", published="2020-01-01"),
            workflow("new", published="2024-01-01"),
            workflow("titled", title="Pulsar", published="2000-01-01"),
            workflow("other", description="a pulsar", published="2025-01-01"),
        ]
    )
    assert ids(index, text="pulsar") == ["titled", "other"]
    assert ids(index)[:2] == ["other", "new"]


def test_what_was_seen_inside_stays_as_long_as_the_files_do(index):
    book = NotebookSummary(path="n.ipynb")
    told = workflow("a")
    index.put([msgspec.structs.replace(told, notebooks=[book], kind="notebook", runtime=["R"])])
    (again,) = index.put([msgspec.structs.replace(told, title="New title", kind="software")])
    assert (again.title, again.notebooks, again.kind) == ("New title", [book], "notebook")
    changed = [WorkflowFile(name="a.zip", checksum="md5:2")]
    (again,) = index.put([msgspec.structs.replace(told, files=changed)])
    assert again.notebooks is None


def test_who_has_an_older_version_is_told(index):
    index.put([workflow("1", concept_doi="c", published="2023-01-01")])
    index.put([workflow("2", concept_doi="c", published="2024-01-01")])
    assert index.get("ossr:1").workflow.newer == "ossr:2"
    assert index.get("ossr:2").workflow.newer == ""
    assert ids(index) == ["2"]


def test_what_a_repository_has_no_longer_is_forgotten(tmp_path):
    now = [1000.0]
    index = WorkflowIndex(tmp_path / "w.sqlite", clock=lambda: now[0])
    index.put([workflow("a"), workflow("b")])
    now[0] = 2000.0
    index.put([workflow("a")])
    index.complete("ossr", ["ossr:a"], since=1500.0)
    assert ids(index) == ["a"]
    assert index.asked("ossr") == 2000.0
    index.close()


def test_several_processes_share_it(tmp_path):
    one, two = (WorkflowIndex(tmp_path / "w.sqlite") for _ in range(2))
    one.put([workflow("a")])
    assert ids(two) == ["a"]
    two.put([workflow("b")])
    assert set(ids(one)) == {"a", "b"}
    one.close()
    two.close()


def test_a_damaged_file_is_begun_anew(tmp_path):
    path = tmp_path / "w.sqlite"
    path.write_bytes(b"this is no database, whatever its name" * 100)
    index = WorkflowIndex(path)
    index.put([workflow("a")])
    assert ids(index) == ["a"]
    assert list(tmp_path.glob("w.broken-*"))
    index.close()


def test_the_tables_of_another_version_are_made_anew(tmp_path):
    path = tmp_path / "w.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE record (id TEXT)")
    connection.execute("PRAGMA user_version = 77")
    connection.close()
    index = WorkflowIndex(path)
    index.put([workflow("a")])
    assert ids(index) == ["a"]
    index.close()


def test_a_folder_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    index = WorkflowIndex(tmp_path / "file" / "w.sqlite")
    with pytest.raises(NotAvailableError, match="index of workflows"):
        index.times()


def test_it_is_its_owners_alone(index, tmp_path):
    index.put([workflow("a")])
    assert (tmp_path / "workflows.sqlite").stat().st_mode & 0o077 == 0


def test_two_thousand_are_searched_within_the_goal(tmp_path):
    import time

    from benchmarks.workflows import many_workflows

    index = WorkflowIndex(tmp_path / "w.sqlite")
    index.put(many_workflows(2000))
    took = []
    for _ in range(5):
        begun = time.thread_time()
        items, total = index.search(WorkflowQuestion(text="pulsar module17"), ["ossr"])
        took.append(time.thread_time() - begun)
        assert items
        assert total > len(items)
    assert min(took) < 0.05, "processor time, as others may be using the machine"
    index.close()
