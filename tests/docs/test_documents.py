"""What the documents show works, and what they point at is there."""

import importlib.util
import io
import re
import threading
import tomllib
from pathlib import Path

import pyarrow as pa
import pytest

from esap_jupyter import votable
from esap_jupyter.archives.base import Question
from esap_jupyter.archives.search.question import questions
from esap_jupyter.catalogue import ArchiveEntry, load_catalogue
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import SearchRequest, Target
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.servers import serve

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
EXAMPLE = ROOT / "docs/examples/cone_search.py"
M31 = Target(text="M31", name="M 31", ra=10.685, dec=41.269, sexagesimal="", source="OpenNGC")


def name_of(document):
    return document.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#\s]+)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_catalogues_in_the_documents_are_read(tmp_path):
    text = (ROOT / "docs/catalogue.md").read_text()
    for number, block in enumerate(re.findall(r"```toml\n(.*?)```", text, re.DOTALL)):
        assert tomllib.loads(block)
        file = tmp_path / f"{number}.toml"
        file.write_text(block)
        assert "sandbox" in load_catalogue([file]).archives


@pytest.fixture
def answer():
    out = io.BytesIO()
    votable.write(pa.table({"name": ["M31", "M32"], "ra": [10.68, 10.67]}), out)
    return out.getvalue()


def connector(url, allowed):
    spec = importlib.util.spec_from_file_location("cone_search", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    http = HttpClient(guard=AddressGuard([allowed]), user_agent="test/1")
    entry = ArchiveEntry(id="cone", name="Cone", kind="scs", url=url)
    return module.ConeSearch(entry=entry, url=url, http=http, compute=InlineCompute())


def test_example_of_a_connector(answer, tmp_path):
    with serve(answer) as server:
        cone = connector(f"{server.url}/scs", server.url)
        cone.check()
        [query] = cone.queries(Question(targets=(M31,), radius=0.25))
        raw = tmp_path / "answer.xml"
        cone.fetch(query, raw, lambda _done, _total: None, threading.Event())
    assert server.asked[-1].query == {"RA": "10.685", "DEC": "41.269", "SR": "0.25"}
    decoded = votable.decode(raw, tmp_path / "table.arrow")
    assert decoded.rows == 2
    with pytest.raises(BadRequestError, match="ADQL"):
        questions(SearchRequest(archives=["cone"], adql="SELECT 1"), cone)


def test_example_is_as_short_as_promised():
    assert len(EXAMPLE.read_text().splitlines()) <= 50
