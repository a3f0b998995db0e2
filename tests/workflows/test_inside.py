"""What is inside of records: the one of hcg-16's shape, and others that spoil nothing."""

import json

import pytest

from esap_jupyter.compute import InlineCompute
from esap_jupyter.workflows.inside import look_inside
from esap_jupyter.workflows.places import Places
from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_hcg16 import CONCEPT, DATA_PATH, NOTEBOOKS, TOP
from tests.peers.fakes.zenodo_records import FakeRecord, Sparse, Whole, notebook, zipped
from tests.support.workflows import zenodo_of


@pytest.fixture
def zenodo():
    with FakeZenodo() as fake:
        yield fake


def look(zenodo, key):
    repository = zenodo_of(zenodo)
    record = repository.record(key)
    places = Places(record, lambda file: repository.content(record, file))
    return look_inside(record, places, InlineCompute())


def with_files(zenodo, **files):
    named = {name.replace("__", "."): Whole(body) for name, body in files.items()}
    zenodo.add(FakeRecord(id="9", concept="8", title="Nine", files=named))
    return look(zenodo, "9")


def test_hcg_16_is_seen_as_it_is(zenodo):
    seen = look(zenodo, CONCEPT)
    assert tuple(each.path for each in seen.notebooks) == tuple(f"{TOP}{p}" for p in NOTEBOOKS)
    first = seen.notebooks[0]
    assert first.title == "Optical image with HI contours"
    assert first.imports == ["astropy", "numpy"], "the module beside it is not to be installed"
    assert first.reads == ["HCG16_CD_rob2_MS_figure1_mom1.fits"]
    assert (first.kernel, first.nbformat) == ("python3", "4.2")
    assert seen.kind == "notebook"
    kinds = [(each.kind, each.path.removeprefix(TOP)) for each in seen.environment]
    assert kinds == [
        ("conda-lock", "conda-linux-64.lock"),
        ("docker", "docker/casa-5.1/Dockerfile"),
        ("docker", "docker/casa-5.4/Dockerfile"),
        ("docker", "docker/sofia/Dockerfile"),
        ("conda", "hcg-16.yml"),
        ("postbuild", "postBuild"),
    ]
    data = seen.data[0]
    assert (data.url, data.folder) == (f"{zenodo.root}{DATA_PATH}", f"{TOP}plot_scripts")
    assert data.why == f"{TOP}postBuild"
    assert all("b2share.eudat.eu/records/" in each.url for each in seen.data[1:])
    assert seen.runtime == ["Python", "Docker"]
    assert seen.requirements[0].endswith("conda-linux-64.lock")
    assert seen.code_repository == "https://github.com/AMIGA-IAA/hcg-16.git"
    assert seen.problems == []


def test_a_record_of_plain_files_is_seen(zenodo):
    seen = look(zenodo, "1000010")
    assert [each.path for each in seen.notebooks] == ["cta.ipynb"]
    assert [each.kind for each in seen.environment] == ["conda"]
    assert seen.keywords == ["jupyter-notebook", "CTA", "Gamma rays"]
    assert seen.runtime == ["Python 3.11"]


def test_what_is_broken_is_told_and_spoils_nothing(zenodo):
    seen = look(zenodo, "1000020")
    broken, old = seen.notebooks
    assert "not JSON" in broken.problem
    assert (old.title, old.nbformat, old.imports) == ("An old one", "3.0", ["pyfits"])
    assert seen.problems == ["codemeta.json is not JSON, so nothing of it is shown."]


def test_checkpoints_are_no_notebooks(zenodo):
    assert len(look(zenodo, "1000003").notebooks) == 1


def test_a_broken_zip_is_a_problem(zenodo):
    seen = with_files(zenodo, a__zip=b"no zip", b__ipynb=notebook("1"), c__tar=b"tar")
    assert [each.path for each in seen.notebooks] == ["b.ipynb"]
    assert "a.zip is no zip file" in seen.problems[0]
    assert "c.tar can be looked into only once it is opened" in seen.problems[1]


def test_a_notebook_full_of_outputs_is_listed_without_being_read(zenodo):
    huge = Sparse(200 << 20, {0: b'{"cells": ['})
    zenodo.add(FakeRecord(id="9", concept="8", title="N", files={"huge.ipynb": huge}))
    (listed,) = look(zenodo, "9").notebooks
    assert listed.size == str(200 << 20)
    assert "larger than 8 MB" in listed.problem
    assert zenodo.sent == 0


def test_a_record_with_many_notebooks_is_asked_politely(zenodo):
    members = {f"n{number:03}.ipynb": notebook(f"import m{number}") for number in range(300)}
    members["data.bin"] = bytes(range(256)) * 8192
    seen = with_files(zenodo, a__zip=zipped(members))
    assert len(seen.notebooks) == 300
    assert sum(not each.problem for each in seen.notebooks) == 60
    assert len(zenodo.asked) < 8


def test_a_zip_of_a_gigabyte_is_listed_by_a_few_bytes(zenodo):
    from benchmarks.workflows import gigabyte_zip

    zenodo.add(FakeRecord(id="9", concept="8", title="G", files={"big.zip": gigabyte_zip()}))
    seen = look(zenodo, "9")
    assert int(seen.size) > 1 << 30
    assert len(seen.notebooks) == 9
    assert all(each.imports for each in seen.notebooks)
    assert zenodo.sent <= 200_000


def test_files_count_in_the_limits_of_a_repository(zenodo):
    zenodo.left = 1
    seen = look(zenodo, "1000003")
    assert seen.notebooks == []
    assert "left alone" in seen.problems[0]
    assert not any("/api/files/" in each.path for each in zenodo.asked), "nobody asked in vain"


def test_a_server_without_ranges_is_a_problem(zenodo):
    zenodo.has_ranges = False
    body = zipped({"a.ipynb": notebook("1")}, b"\0" * (2 << 20))
    seen = with_files(zenodo, a__zip=body)
    assert seen.notebooks == []
    assert "sends a.zip only whole" in seen.problems[0]


def test_scripts_are_read_and_never_run(zenodo):
    script = (
        "wget -O data/a.fits 'https://example.org/get?id=1&token=secret'\n"
        "cd deep && curl -LO https://example.org/b.tar.gz; tar xzf b.tar.gz -C ../other\n"
        "cd ../../../etc\nwget https://example.org/c.zip\n"
        "wget $URL \\\n  https://example.org/d.zip -P $HOME/x\n'unbalanced"
    )
    seen = with_files(zenodo, postBuild=script.encode())
    assert [(each.url, each.folder) for each in seen.data] == [
        ("https://example.org/get?id=1", "data"),
        ("https://example.org/b.tar.gz", "other"),
        ("https://example.org/c.zip", "etc"),
        ("https://example.org/d.zip", "etc/HOME/x".replace("HOME/", "")),
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("environment.yml", "conda"),
        ("binder/environment.yaml", "conda"),
        ("conda-linux-64.lock", "conda-lock"),
        ("requirements.txt", "pip"),
        ("requirements-dev.txt", "pip"),
        ("Pipfile.lock", "pip"),
        ("Dockerfile.casa", "docker"),
        ("apt.txt", "apt"),
        ("Project.toml", "julia"),
        ("install.R", "r"),
        ("pyproject.toml", "project"),
        ("description", None),
        ("README.md", None),
        ("my-requirements.txt.bak", None),
    ],
)
def test_environment_files_are_known(path, kind):
    from esap_jupyter.workflows.environment import kind_of

    assert kind_of(path) == kind


def test_nothing_of_outputs_is_shown(zenodo):
    document = json.loads(notebook(("markdown", "# <script>alert(1)</script>T"), "1"))
    document["cells"][1]["outputs"] = [{"data": {"text/html": "<b>bold</b>"}}]
    seen = with_files(zenodo, a__ipynb=json.dumps(document).encode())
    assert seen.notebooks[0].title == "T"
