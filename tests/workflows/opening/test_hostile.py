"""What strangers publish does no harm when it is opened."""

import io
import json
import tarfile
import zipfile

import pytest
from nbformat.sign import MemorySignatureStore, NotebookNotary

from esap_jupyter.errors import BadAnswerError, BadRequestError, EsapError, TooLargeError
from esap_jupyter.models.openings import CodeRequest, OpenRequest
from esap_jupyter.models.workflows import Workflow
from esap_jupyter.workflows.opening.dressing import INJECTED, PROVENANCE, content_of, dressed
from esap_jupyter.workflows.opening.ledger import Opening
from esap_jupyter.workflows.opening.literals import assigned
from esap_jupyter.workflows.opening.merging import merge
from esap_jupyter.workflows.opening.origins import origin_words
from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_records import FakeRecord, Whole, notebook, zipped
from tests.support.platforms import platform_of

SCRIPT = "<script>document.title = 'owned'</script>"
TITLE = f"# <img src=x onerror=alert(1)> [x](javascript:alert(1)) ../../{SCRIPT}\nimport os"


@pytest.fixture
def zenodo():
    with FakeZenodo() as fake:
        yield fake


@pytest.fixture
def platform(zenodo, tmp_path):
    more = f'[repositories.ossr]\nurl = "{zenodo.url}"\n'
    with platform_of(tmp_path, more) as platform:
        yield platform


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def open_record(platform, zenodo, root):
    """Publish a record and open it."""

    def open_record(files, request=None, **fields):
        whole = {name: Whole(body) for name, body in files.items()}
        given = {"id": "900", "concept": "899", "title": "Odd", "files": whole} | fields
        zenodo.add(FakeRecord(**given))
        return platform.openings.open(f"ossr:{given['id']}", request or OpenRequest(), root)

    return open_record


def files_of(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


def made(*cells, **fields):
    book = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **fields}
    return json.dumps(book).encode()


def dress(content, **fields):
    given = {"name": "a.ipynb", "origin": {}, "words": "here", "values": {}}
    return dressed(content, **{**given, **fields})


@pytest.mark.parametrize("name", ["../../out.py", "/etc/out.py", "a/../../../out.py", "..\\out.py"])
def test_names_that_lead_out_stop_all_of_it(open_record, root, name):
    packed = zipped({"a.ipynb": notebook("x = 1"), name: "evil"})
    with pytest.raises(BadAnswerError, match="outside of its folder"):
        open_record({"a.zip": packed})
    assert files_of(root) == []
    assert not (root.parent / "out.py").exists()


def test_a_bomb_stops_it(open_record, root):
    packed = zipped({"a.ipynb": notebook("x = 1"), "zeros": b"\0" * (120 << 20)})
    with pytest.raises(TooLargeError, match="far more than it is itself"):
        open_record({"a.zip": packed})
    assert files_of(root) == []


def test_links_in_archives_are_left_out(open_record, root):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a.ipynb", notebook("x = 1"))
        link = zipfile.ZipInfo("passwords")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    done = open_record({"a.zip": buffer.getvalue()})
    assert files_of(done.path.parent) == ["a.ipynb"]


def test_links_in_tars_are_left_out_and_a_folder_is_opened(open_record, root):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as file:
        link = tarfile.TarInfo("home")
        link.type, link.linkname = tarfile.SYMTYPE, "/root"
        file.addfile(link)
        entry = tarfile.TarInfo("top/b.ipynb")
        body = notebook("x = 1")
        entry.size = len(body)
        file.addfile(entry, io.BytesIO(body))
    done = open_record({"a.tar.gz": buffer.getvalue()})
    assert done.path.is_dir()
    assert files_of(done.path) == ["top/b.ipynb"]


@pytest.mark.parametrize("name", ["deep/b.py", "deep/new/folder/b.py"])
def test_nothing_is_written_through_links_of_the_workspace(open_record, root, tmp_path, name):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = root / "esap-notebooks" / "Odd-1.0"
    folder.mkdir(parents=True)
    (folder / "deep").symlink_to(outside)
    with pytest.raises(BadRequestError, match="leads elsewhere"):
        open_record({"a.zip": zipped({"a.ipynb": notebook("x"), name: "b"})})
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("kind", ["link", "file", "folder"])
def test_what_is_in_the_way_of_one_file_stops_all(tmp_path, kind):
    source, folder, outside = (tmp_path / name for name in ("source", "folder", "outside"))
    for each in (source / "z", folder, outside):
        each.mkdir(parents=True)
    for name in ("a.py", "y.py", "z/f.py"):
        (source / name).write_text("new")
    if kind == "link":
        (folder / "z").symlink_to(outside)
    elif kind == "file":
        (folder / "z").write_text("mine")
    else:
        (folder / "y.py").mkdir()
    known = Opening(id="a", workflow="ossr:1", folder=str(folder), opened=0.0)
    with pytest.raises(BadRequestError):
        merge(source, folder, "", known, "replace")
    assert [each.name for each in folder.iterdir()] == ["y.py" if kind == "folder" else "z"]


def test_a_link_that_leads_to_itself_is_in_the_way(open_record, root):
    folder = root / "esap-notebooks" / "Odd-1.0"
    folder.mkdir(parents=True)
    (folder / "deep").symlink_to("deep")
    with pytest.raises(BadRequestError, match=r"in the way|leads elsewhere"):
        open_record({"a.zip": zipped({"a.ipynb": notebook("x"), "deep/b.py": "b"})})


def test_of_a_notebook_that_is_too_large_nothing_is_read(tmp_path):
    path = tmp_path / "large.ipynb"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(TooLargeError, match=r"large\.ipynb has 1048576 MB"):
        content_of(path)


@pytest.mark.parametrize("existing", ["keep", "replace", "beside"])
def test_a_link_in_the_place_of_a_file_is_never_followed(open_record, root, tmp_path, existing):
    outside = tmp_path / "outside.py"
    outside.write_text("mine")
    folder = root / "esap-notebooks" / "Odd-1.0"
    folder.mkdir(parents=True)
    (folder / "b.py").symlink_to(outside)
    open_record({"a.ipynb": notebook("x"), "b.py": b"b"}, OpenRequest(existing=existing))
    assert outside.read_text() == "mine"


@pytest.mark.parametrize(
    "title",
    ["../../../etc", "/", "..", "con", ".hidden", "a\x00b\nc", "x" * 5000, "日本" * 200, ""],
)
def test_titles_are_only_names_of_folders(open_record, root, title):
    done = open_record({"a.ipynb": notebook("x = 1")}, title=title, version="../../v")
    inside = done.path.relative_to(root / "esap-notebooks").parts
    assert len(inside) == 2
    assert not inside[0].startswith(".")


@pytest.mark.parametrize("dest", ["../out", "/etc", ".ssh", "a/../../b", "a\x00b"])
def test_folders_that_lead_out_are_refused(open_record, root, dest):
    if dest == "/etc":
        done = open_record({"a.ipynb": notebook("x = 1")}, OpenRequest(dest=dest))
        assert done.path.is_relative_to(root / "etc")
        return
    with pytest.raises(EsapError, match="not a folder of the workspace"):
        open_record({"a.ipynb": notebook("x = 1")}, OpenRequest(dest=dest))


def test_what_is_opened_is_not_trusted_and_its_outputs_stay(open_record):
    cell = {
        "cell_type": "code",
        "id": "one",
        "execution_count": 1,
        "metadata": {"trusted": True},
        "source": "x",
        "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": SCRIPT}}],
    }
    done = open_record({"a.ipynb": made(cell)})
    import nbformat

    book = nbformat.read(done.path, as_version=4)
    nbformat.validate(book)
    notary = NotebookNotary(secret=b"s", store_factory=MemorySignatureStore)
    assert not notary.check_signature(book)
    kept = book.cells[-1]
    assert "trusted" not in kept.metadata
    assert kept.outputs[0].data["text/html"] == SCRIPT


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"[1]", b"{}", b'{"nbformat": 4}', b"[" * 100_000, b"\xff\xfe"]
)
def test_what_is_no_notebook_says_so_and_leaves_nothing(open_record, root, content):
    with pytest.raises(BadAnswerError, match="is not a notebook"):
        open_record({"a.ipynb": content, "b.py": b"x"})
    assert files_of(root) == []


def test_nbformat_3_stays_as_it_is_and_is_said(open_record):
    sheet = {"cells": [{"cell_type": "code", "input": "x", "language": "python", "outputs": []}]}
    body = json.dumps({"nbformat": 3, "nbformat_minor": 0, "worksheets": [sheet], "metadata": {}})
    done = open_record({"a.ipynb": body.encode()})
    assert done.path.read_text() == body
    assert any("nbformat 3" in note for note in done.notes)


def test_outputs_of_many_megabytes_are_said_and_can_stay_behind():
    output = {"output_type": "stream", "name": "stdout", "text": "x" * (21 << 20)}
    code = {"cell_type": "code", "metadata": {}, "source": "x", "execution_count": 1}
    content = made({**code, "outputs": [output]})
    assert "21 MB" in dress(content).notes[0]
    bare = dress(content, without_outputs=True)
    assert len(bare.content) < 2000
    assert bare.notes == []


@pytest.mark.parametrize(
    ("address", "is_shown"),
    [
        ("https://zenodo.org/records/1", True),
        ("https://zenodo.org/caf\u00e9", True),
        ("https://zenodo.or\u0121g/records/1", False),
        ("javascript:alert(1)", False),
    ],
)
def test_the_page_that_is_named_is_at_the_records_own_host(address, is_shown):
    workflow = Workflow(id="ossr:1", repository="ossr", title="x", url=address)
    assert ("**Page:**" in origin_words(workflow, "a.ipynb", 0.0)) is is_shown


def test_a_title_is_no_markup_and_no_code(open_record, platform):
    done = open_record({"a.ipynb": notebook("x = 1")}, title=TITLE)
    (origin,) = [
        each
        for each in json.loads(done.path.read_text())["cells"]
        if PROVENANCE in each["metadata"].get("tags", [])
    ]
    assert origin["cell_type"] == "markdown"
    assert "<img" not in origin["source"].replace("\\<", "")
    assert "](" not in origin["source"]
    code = platform.openings.code("ossr:900", CodeRequest(wish="open"))
    assert [line for line in code.splitlines() if line.startswith("import")] == [
        "import esap_jupyter as esap"
    ]
    compile(code, "cell", "exec")


@pytest.mark.parametrize("value", ["'; import os #", '"""', "\n\\", "\u2028", "{}", "%ls", "!ls"])
def test_values_are_literals(value):
    names = {}
    exec(assigned({"a": value, "b": [value, {value: None}]}), names)
    assert names["a"] == value
    assert names["b"] == [value, {value: None}]


@pytest.mark.parametrize("name", ["a b", "import", "a=1;b", "", "1a", "a.b"])
def test_names_of_parameters_are_names(name):
    with pytest.raises(BadRequestError, match="name of a parameter"):
        assigned({name: 1})


def test_marked_cells_take_the_place_of_marked_cells():
    once = dress(notebook("n = 1", tags=("parameters",)), values={"n": 2}).content
    twice = json.loads(dress(once, values={"n": 3}, words="there").content)
    tags = [each["metadata"].get("tags", []) for each in twice["cells"]]
    assert tags == [[PROVENANCE], ["parameters"], [INJECTED]]
    assert twice["cells"][0]["source"] == "there"
    assert "n = 3" in twice["cells"][2]["source"]


def test_other_languages_get_no_python():
    kernel = {"kernelspec": {"name": "ir", "language": "R"}}
    made_ready = dress(notebook("n <- 1", tags=("parameters",), **kernel), values={"n": 2})
    assert INJECTED not in made_ready.content.decode()
    assert "written in r" in made_ready.notes[0]
