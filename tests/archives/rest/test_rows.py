"""JSON rows as VOTable: nothing lost, nothing invented, memory flat."""

import math
from itertools import pairwise

import pytest

from esap_jupyter import votable
from esap_jupyter.archives.rest.rows import write_rows
from esap_jupyter.columns import column
from esap_jupyter.errors import BadAnswerError

COLUMNS = [
    column("id", "An identifier of 64 bits", datatype="long", ucd="meta.id;meta.main"),
    column("ra", "Right ascension", datatype="double", unit="deg", ucd="pos.eq.ra;meta.main"),
    column("ok", "Whether", datatype="boolean"),
    column("n", "A few", datatype="short"),
    column("words", "Text"),
]


def written(tmp_path, *pages, **more):
    path = tmp_path / "answer"
    rows = write_rows(COLUMNS, pages, path, who="ALTA", **more)
    table = votable.read(path)
    assert table.num_rows == rows
    return table


def test_values_are_exact(tmp_path):
    big = (1 << 63) - 1
    first = {"id": big, "ra": math.pi, "ok": True, "n": -3, "words": "naïve <&> 🌌", "more": 1}
    odd = {"id": -big - 1, "ra": math.nan, "ok": "false", "n": "12", "words": ["a,b", None]}
    texts = {"id": "9007199254740993", "ra": "-inf", "ok": 1, "n": 5.0, "words": {"k": 1}}
    table = written(tmp_path, [first, odd], [texts])
    assert table["id"].to_pylist() == [big, -big - 1, 9007199254740993]
    ra = table["ra"].to_pylist()
    assert (ra[0], ra[2]) == (math.pi, -math.inf)
    assert math.isnan(ra[1])
    assert table["ok"].to_pylist() == [True, False, True]
    assert table["n"].to_pylist() == [-3, 12, 5]
    assert table["words"].to_pylist() == ["naïve <&> 🌌", '["a,b", null]', '{"k": 1}']


def test_what_is_missing_is_null(tmp_path):
    nothing = dict.fromkeys(["id", "ra", "ok", "n", "words"])
    table = written(tmp_path, [{}, nothing, {"id": "", "ra": " ", "words": ""}])
    assert table["id"].to_pylist() == [None, None, None]
    assert table["ok"].null_count == table["n"].null_count == 3
    assert table["words"].to_pylist()[:2] == [None, None]


def test_columns_are_declared(tmp_path):
    table = written(tmp_path, [], description="All of them", infos={"service": "ALTA"})
    from esap_jupyter.votable.schema import columns, table_metadata

    by_name = {each.name: each for each in columns(table.schema)}
    assert (by_name["ra"].unit, by_name["ra"].ucd) == ("deg", "pos.eq.ra;meta.main")
    assert by_name["id"].datatype == "long"
    assert by_name["words"].description == "Text"
    metadata = table_metadata(table.schema)
    assert metadata["description"] == "All of them"
    assert metadata["infos"]["service"] == "ALTA"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", 1 << 63),
        ("id", 1.5),
        ("id", True),
        ("id", "seven"),
        ("ra", "north"),
        ("ra", [1]),
        ("ra", False),
        ("n", 40000),
        ("ok", "maybe"),
    ],
)
def test_a_value_of_another_type_is_told_and_nothing_is_left(tmp_path, key, value):
    path = tmp_path / "answer"
    with pytest.raises(BadAnswerError, match=f"ALTA sent .* as {key}, which is no"):
        write_rows(COLUMNS, [[{"id": 1}], [{key: value}]], path, who="ALTA")
    assert not path.exists()


def test_overflow_is_asked_after_the_last_row(tmp_path):
    path = tmp_path / "answer"
    seen = []

    def pages():
        yield [{"id": 1}]
        seen.append("end")

    write_rows(COLUMNS, pages(), path, who="ALTA", overflow=lambda: seen == ["end"])
    assert votable.decode(path, tmp_path / "table").truncated


def test_a_lone_surrogate_does_not_break_the_file(tmp_path):
    assert written(tmp_path, [{"words": "a\ud800b"}])["words"].to_pylist() == ["a?b"]


def test_rows_are_on_disk_before_the_next_page_is_asked_for(tmp_path):
    path = tmp_path / "answer"
    sizes = []

    def pages():
        for start in range(0, 5000, 1000):
            sizes.append(path.stat().st_size)
            yield [{"id": start + i, "words": "x" * 20} for i in range(1000)]

    assert write_rows(COLUMNS, pages(), path, who="ALTA") == 5000
    growth = [later - earlier for earlier, later in pairwise(sizes[1:])]
    assert min(growth) > 1000 * 40
