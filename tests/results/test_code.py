"""Code for cells: nothing that came from outside runs."""

import ast
import json

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from esap_jupyter.errors import BadRequestError, NotAvailableError
from esap_jupyter.models import Result
from esap_jupyter.results.code import load_code, search_code
from tests.support.stored import TARGET, provenance

HOSTILE = [
    "O'Neill",
    "'''\"\"\"\\",
    "x')\nimport os\nos.system('true')\n#",
    "\N{LINE SEPARATOR}'\r\\u0027",
    "{__import__('os')}",
    "$(touch x) `id` ${x}",
]
TEXT = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]))


def result(**changes):
    return Result(
        id="20260101-000000-0123456789ab", name="n", title="t", archive="sandbox",
        collection=None, created=0.0, rows=1, truncated=False, columns=[],
        provenance=provenance(**changes), path="/x", size=1,
    )  # fmt: skip


def call(code, name):
    """Return the arguments of the one call of that name, after checking the shape of the code."""
    tree = ast.parse(code)
    compile(code, "cell", "exec")
    assert all(isinstance(node, ast.Import | ast.Assign) for node in tree.body)
    assert [alias.name for alias in tree.body[0].names] == ["esap_jupyter"]
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == name
    ]
    (found,) = calls
    return (
        [ast.literal_eval(argument) for argument in found.args],
        {word.arg: ast.literal_eval(word.value) for word in found.keywords},
    )


def test_search_reads_well():
    target = msgspec.structs.replace(TARGET, text="M31")
    code = search_code(result(target=target, radius=0.5), "m31")
    assert code == (
        "import esap_jupyter as esap\n\n"
        "found = esap.search('M31', radius=0.5, archives=['sandbox'])\n"
        "m31 = found['sandbox'].to_table()\n"
    )


def test_adql_reads_well():
    code = search_code(result(query="SELECT ra\nFROM t", maxrec=10), "stars")
    assert code == (
        "import esap_jupyter as esap\n\n"
        "stars = esap.adql('sandbox', (\n    'SELECT ra\\n'\n    'FROM t'\n), maxrec=10).to_table()\n"
    )


@given(text=TEXT, archive=TEXT, collection=TEXT)
def test_hostile_searches_stay_data(text, archive, collection):
    target = msgspec.structs.replace(TARGET, text=text)
    stored = result(target=target, radius=0.5, archive=archive, maxrec=7)
    code = search_code(stored, "found", collections={archive: collection})
    positional, words = call(code, "search")
    assert positional == [text]
    assert words == {
        "radius": 0.5, "archives": [archive], "collections": {archive: collection}, "maxrec": 7,
    }  # fmt: skip


@given(archive=TEXT, query=TEXT)
def test_hostile_queries_stay_data(archive, query):
    positional, _ = call(search_code(result(archive=archive, query=query), "x"), "adql")
    assert positional == [archive, query]


@pytest.mark.parametrize("name", ["", "1a", "a b", "class", "a;b", "a.b", "a\n", "None", "x=1"])
def test_variables_must_be_names(name):
    with pytest.raises(BadRequestError):
        search_code(result(), name)
    # These two are words of Python only.
    for language in ("python",) if name in {"class", "None"} else ("python", "R", "julia"):
        with pytest.raises(BadRequestError):
            load_code(language, "f.csv", name)


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("R", "function"),
        ("R", "NA_integer_"),
        ("R", "_x"),
        ("julia", "end"),
        ("julia", "in"),
        ("julia", "CSV"),
    ],
)
def test_words_of_the_language_are_no_names(language, name):
    with pytest.raises(BadRequestError):
        load_code(language, "f.csv", name)


@given(TEXT)
def test_python_reads_the_file(filename):
    tree = ast.parse(load_code("python", filename, "table"))
    read = tree.body[1].value
    form = "ascii.csv" if filename.lower().endswith(".csv") else "votable"
    assert ast.literal_eval(read.args[0]) == filename
    assert ast.literal_eval(read.keywords[0].value) == form


def test_other_languages_quote():
    name = 'a"$(x)\\\N{TELESCOPE}\n.csv'
    assert load_code("R", name, "t") == (
        't <- read.csv("a\\"$(x)\\\\\N{TELESCOPE}\\n.csv", check.names = FALSE, na.strings = "")\n'
    )
    assert load_code("Julia", name, "t") == (
        'using CSV, DataFrames\n\nt = CSV.read("a\\"\\$(x)\\\\\N{TELESCOPE}\\n.csv", DataFrame)\n'
    )
    quoted = load_code("R", name, "t").partition("(")[2].partition(", check")[0]
    assert json.loads(quoted) == name


def test_unknown_languages_are_told():
    with pytest.raises(NotAvailableError, match="cobol"):
        load_code("cobol", "x", "t")
