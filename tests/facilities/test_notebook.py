"""The notebook as it travels, also a bad one, and what reads events and options."""

import json

import pytest

from esap_jupyter.catalogue import FacilityEntry
from esap_jupyter.errors import BadAnswerError, BadRequestError, NotAvailableError, TooLargeError
from esap_jupyter.facilities import notebook as module
from esap_jupyter.facilities.events import iter_events
from esap_jupyter.facilities.forms import Options, form_of, values_of
from esap_jupyter.facilities.notebook import prepared
from tests.support.facilities import notebook, source_of


def run(content, basket="esap-basket.json"):
    sent, notes = prepared(content, basket)
    return json.loads(sent), notes


def test_the_cell_runs_without_esap_too(capsys, monkeypatch):
    document, _ = run(notebook("1"))
    code = source_of(document)
    monkeypatch.setitem(__import__("sys").modules, "esap_jupyter", None)
    exec(code, {})
    assert "esap-basket.json" in capsys.readouterr().out


def test_the_cell_stages_what_the_file_names(monkeypatch):
    seen = []

    class Items:
        def stage(self):
            return ["a.fits"]

    class Basket:
        def load(self, path):
            seen.append(path)
            return Items()

    class Esap:
        basket = Basket()

    document, _ = run(notebook("1"), basket="it's.json")
    monkeypatch.setitem(__import__("sys").modules, "esap_jupyter", Esap())
    names = {}
    exec(source_of(document), names)
    assert seen == ["it's.json"]
    assert names["esap_paths"] == ["a.fits"]


def test_a_cell_that_came_before_is_replaced():
    once, _ = prepared(notebook("1"), "esap-basket.json")
    twice, _ = run(once)
    assert [cell["metadata"].get("tags") for cell in twice["cells"]] == [["esap-basket"], None]


def test_without_a_basket_no_cell_is_added():
    document, _ = run(notebook("1"), basket="")
    assert len(document["cells"]) == 1


def test_outputs_of_a_large_notebook_stay_here(monkeypatch):
    monkeypatch.setattr(module, "_WITH_OUTPUTS", 100)
    document = json.loads(notebook("1"))
    document["cells"][0]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x" * 99}
    ]
    sent, notes = run(json.dumps(document).encode())
    assert sent["cells"][1]["outputs"] == []
    assert notes == ["Its outputs stayed here, as the notebook is large."]


def test_an_old_notebook_goes_as_it_is():
    old = b'{"nbformat": 3, "worksheets": [], "metadata": {}}'
    assert prepared(old, "esap-basket.json")[0] == old
    assert "old form" in prepared(old, "esap-basket.json")[1][0]


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"[1]", b"{}", b'{"nbformat": "4"}', b"\xff\xfe", b"[" * 5000]
)
def test_what_is_no_notebook_is_said(content):
    with pytest.raises(BadAnswerError):
        prepared(content, "esap-basket.json")


def test_a_huge_notebook_is_refused(monkeypatch):
    monkeypatch.setattr(module, "_LARGEST", 10)
    with pytest.raises(TooLargeError):
        prepared(notebook("1"), "")


def test_events_are_read_across_lines_and_comments():
    lines = [b":keepalive", b"event: x", b'data: {"a":', b"data: 1}", b"data: [1]", b'data:{"b":2}']
    assert list(iter_events(lines, "it")) == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("lines", [[b"<html>"], [b"data: " + b"x" * 800_000] * 2])
def test_what_is_no_stream_of_events_is_said(lines):
    with pytest.raises(BadAnswerError, match="it sent something else"):
        list(iter_events(lines, "it"))


def entry(**options):
    return FacilityEntry(id="x", name="X", kind="any", url="https://x.example", options=options)


def test_options_are_checked_and_defaults_filled_in():
    size = {"type": "string", "enum": ["small", "large"], "default": "small"}
    form = form_of(Options.read(entry(form={"size": size, "gpu": {"type": "boolean"}})), {})
    assert values_of({"gpu": True}, form, "X") == {"size": "small", "gpu": True}
    for wrong in ({"size": "huge"}, {"gpu": 1}, {"nosuch": 1}):
        with pytest.raises(BadRequestError):
            values_of(wrong, form, "X")


@pytest.mark.parametrize("options", [{"nosuch": 1}, {"form": {"a": {"type": "array"}}}])
def test_options_of_the_catalogue_that_make_no_sense_are_told(options):
    with pytest.raises(NotAvailableError, match="make no sense"):
        Options.read(entry(**options))


def with_parameters(source, tag="parameters"):
    document = json.loads(notebook("1", source, "2"))
    document["cells"][1]["metadata"]["tags"] = [tag]
    return json.dumps(document).encode()


@pytest.mark.parametrize("tag", ["parameters", "injected-parameters"])
def test_parameters_get_the_paths_that_the_data_have_there(tag):
    source = "paths = ['/home/ada/a.fits']\nfilename: str = paths[0]\nradius = 2"
    once, _ = prepared(with_parameters(source, tag), "esap-basket.json")
    document, _ = run(once)
    tags = [cell["metadata"].get("tags") for cell in document["cells"]]
    assert tags == [["esap-basket"], None, [tag], ["esap-basket"], None]
    for given, expected in (
        ({"esap_paths": ["b.fits", "c.fits"]}, (["b.fits", "c.fits"], "b.fits", 2)),
        ({}, (["/home/ada/a.fits"], "/home/ada/a.fits", 2)),
    ):
        exec(source + "\n" + source_of(document, 3), given)
        assert (given["paths"], given["filename"], given["radius"]) == expected


@pytest.mark.parametrize("source", ["radius = 2", "paths <- c('a')", "a.paths = [1]", "%magic"])
def test_parameters_that_take_no_paths_are_left_as_they_are(source):
    document, _ = run(with_parameters(source))
    assert len(document["cells"]) == 4


def test_a_parameters_cell_that_nobody_wrote_is_not_parsed():
    long = notebook("paths = []\n" * 50_000, "1 + 1")
    document = json.loads(long)
    document["cells"][0]["metadata"]["tags"] = ["parameters"]
    content, _ = prepared(json.dumps(document).encode(), "esap-basket.json")
    sources = ["".join(cell["source"]) for cell in json.loads(content)["cells"]]
    assert len(sources) == 3
    assert not any("esap_paths" in source for source in sources[1:])
