"""How a result is cited."""

import re

import pytest

from esap_jupyter import models
from esap_jupyter.python.result import Result
from esap_jupyter.results.cite import cite
from esap_jupyter.results.cite_bibtex import entry, escaped
from tests.support.platforms import platform_of, run
from tests.support.servers import serve
from tests.support.tap import tap, votable

NASTY = 'a {b} \\input{x} $5 & 50% #1 _ ^ ~ "q" <i>\n@misc{evil, title={x}} β'


def fields(bibtex):
    """Read entries as BibTeX does: braces are counted, whatever stands before them."""
    entries = []
    for kind, key, start in (
        (m[1], m[2], m.end()) for m in re.finditer(r"^@(\w+)\{([^,]*),", bibtex, re.MULTILINE)
    ):
        depth, end = 1, start
        while depth:
            depth += {"{": 1, "}": -1}.get(bibtex[end], 0)
            end += 1
        body = bibtex[start : end - 1]
        entries.append((kind, key, dict(re.findall(r"^  (\w+) = \{(.*)\},?$", body, re.MULTILINE))))
    return entries


def result(**more):
    provenance = {
        "archive": "mine",
        "archive_name": "My Archive",
        "service": "http://example.org/tap",
        "protocol": "TAP",
        "language": "ADQL",
        "query": "SELECT *\nFROM a",
        "started": 1795000000.0,
        "seconds": 1.0,
        "client": "test",
        "ivoid": "ivo://example.org/tap",
        "acknowledgement": "Thanks to 100% of us.",
        **more.pop("provenance", {}),
    }
    values = {
        "id": "r1",
        "name": "m31_mine",
        "title": "M31 · 0.5°",
        "archive": "mine",
        "collection": "my.stars",
        "created": 1.0,
        "rows": 13,
        "truncated": False,
        "columns": [],
        "path": "/nowhere",
        "size": 1,
        **more,
    }
    return models.Result(provenance=models.Provenance(**provenance), **values)


def test_text_holds_what_is_needed_to_find_it_again():
    text = cite(result(), infos={}).text
    for part in (
        "My Archive, my.stars: 13 rows for 'M31 · 0.5°'",
        "2026-11-18 11:06:40 UTC",
        "TAP from http://example.org/tap (ivo://example.org/tap)",
        "Query (ADQL): SELECT * FROM a",
        "Acknowledgement: Thanks to 100% of us.",
        "Software: esap-jupyter",
    ):
        assert part in text


def test_what_the_service_says_of_its_origin_is_told():
    infos = {
        "creator": "Oort, J.",
        "citation": "see http://x",
        "publication_id": "doi:10.1/x",
        "query_status": "OK",
    }
    told = cite(result(), infos=infos)
    assert "Creator: Oort, J." in told.text
    assert "How to cite: see http://x" in told.text
    assert "OK" not in told.text
    (_, _, data), _ = fields(told.bibtex)
    assert data["doi"] == "10.1/x"
    assert data["author"] == "{Oort, J.}"


def test_bibtex_is_two_entries_of_data_and_software():
    (data, software) = fields(cite(result(truncated=True), infos={}).bibtex)
    assert data[:2] == ("misc", "mine_m31_mine")
    assert data[2]["year"] == "2026"
    assert data[2]["url"] == "http://example.org/tap"
    assert "13 rows (truncated)" in data[2]["note"]
    assert r"100\% of us" in data[2]["note"]
    assert software[1] == "esap-jupyter"


def test_no_text_leaves_its_field():
    nasty = result(name=NASTY, title=NASTY, provenance={"query": NASTY, "acknowledgement": NASTY})
    told = cite(nasty, infos={"creator": NASTY, "publication_id": "10." + NASTY})
    assert [kind for kind, _, _ in fields(told.bibtex)] == ["misc", "misc"]
    for _, key, values in fields(told.bibtex):
        assert re.fullmatch(r"[\w-]+", key)
        for name, value in values.items():
            assert value.count("{") == value.count("}"), name
            assert not re.search(r"\\input|(?<!\\)[#$%&_]", value) or name in ("url", "doi")


@pytest.mark.parametrize("letter", '\\{}~^<>|"#$%&_')
def test_each_special_letter_is_written_out(letter):
    written = escaped(letter)
    assert written.startswith("\\")
    assert written.count("{") == written.count("}")


def test_empty_fields_are_left_out():
    assert entry("misc", key="", title="t", doi="") == "@misc{result,\n  title = {{t}}\n}"


def test_of_a_search(tmp_path):
    answer = votable(3).replace(b"<TABLE>", b'<INFO name="citation" value="Cite us, 2026"/><TABLE>')
    with serve(tap(answer)) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        stored = esap.results.get(run(esap, adql="SELECT 1").result)
        told = Result(stored).cite()
    assert str(told) == told.text
    assert told.text.startswith("MINE: 3 rows")
    assert "How to cite: Cite us, 2026" in told.text


def test_rows_of_no_single_service_send_to_those_of_each():
    words = cite(result(provenance={"service": "", "query": "", "language": ""}), infos={})
    assert "Cite the result of each archive" in words.text
    assert "Query ()" not in words.text
    assert [kind for kind, *_ in fields(words.bibtex)] == ["misc"]


def test_it_shows_itself_as_text_and_in_a_notebook():
    said = cite(result(title="<b>M31</b>"), infos={})
    assert repr(said) == f"{said.text}\n\n{said.bibtex}"
    page = said._repr_html_()
    assert "<b>" not in page
    assert "&lt;b&gt;M31&lt;/b&gt;" in page
    assert "<summary>BibTeX</summary><pre>@misc{mine_m31_mine," in page
