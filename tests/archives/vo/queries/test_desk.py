"""The desk where queries are written, with the sandbox as the service."""

from collections.abc import Iterator

import pytest

from esap_jupyter.archives.vo.queries.desk import QueryDesk
from esap_jupyter.errors import NotAvailableError, NotFoundError
from esap_jupyter.models.adql import ColumnFilter, DraftRequest, QueryCheck
from esap_jupyter.platform import Platform


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    platform = Platform(home=tmp_path_factory.mktemp("home"))
    yield platform
    platform.close()


@pytest.fixture(scope="module")
def desk(platform: Platform) -> QueryDesk:
    platform.desk.schema("sandbox")
    platform.desk.table("sandbox", "ongc.objects")
    return platform.desk


def messages(check: QueryCheck) -> list[tuple[str, str]]:
    return [(one.severity, one.message) for one in check.diagnostics]


def test_names_are_checked_against_what_was_read(desk: QueryDesk) -> None:
    check = desk.check("sandbox", "SELECT nam FROM ongc.objects")
    assert messages(check) == [("warning", "ongc.objects has no column nam.")]
    assert check.diagnostics[0].remedy.startswith("Did you mean name?")
    assert check.tables == ["ongc.objects"]
    assert messages(desk.check("sandbox", "SELECT * FROM ongc.object"))[0][1].startswith(
        "There is no table ongc.object"
    )
    assert desk.check("sandbox", "SELECT name, ra FROM ongc.objects").diagnostics == []


def test_hints_say_that_the_service_may_know_more(desk: QueryDesk) -> None:
    (hint,) = desk.check("sandbox", "SELECT his_own(ra) FROM ongc.objects").diagnostics
    assert hint.severity == "info"
    assert "the service may know more" in hint.remedy


def test_columns_are_not_checked_before_they_are_known(desk: QueryDesk) -> None:
    assert desk.check("sandbox", "SELECT nothing FROM tap_schema.keys").diagnostics == []


def test_an_archive_that_was_not_read_is_checked_by_grammar_alone(desk: QueryDesk) -> None:
    assert desk.check("nobody", "SELECT a FROM b").diagnostics == []
    assert desk.check("nobody", "SELECT a FROM").diagnostics[0].severity == "error"


def test_places_are_counted_as_the_browser_counts(desk: QueryDesk) -> None:
    text = "SELECT '\U0001f52d',\n  nam AS size FROM ongc.objects"
    check = desk.check("sandbox", text)
    units = text.encode("utf-16-le")
    (edit,) = check.edits
    assert units[2 * edit.start : 2 * edit.end].decode("utf-16-le") == "size"
    place = next(one for one in check.diagnostics if "column nam." in one.message)
    assert (place.line, place.column) == (2, 3)


def test_quotes_no_column_that_the_service_has_not(desk: QueryDesk) -> None:
    check = desk.check("sandbox", "SELECT size FROM ongc.objects")
    assert check.edits == []
    assert "has no column size" in check.diagnostics[0].message
    (edit,) = desk.check("nobody", "SELECT size FROM ongc.objects").edits
    assert edit.text == '"size"'


def test_checks_all_queries_that_searches_take(desk: QueryDesk) -> None:
    long = f"SELECT nam FROM ongc.objects WHERE name <> '{'x' * 150_000}'"
    (found,) = desk.check("sandbox", long).diagnostics
    assert "has no column nam" in found.message


def test_a_written_query_is_answered(platform: Platform, desk: QueryDesk) -> None:
    draft = DraftRequest(
        archive="sandbox",
        table="ongc.objects",
        target="M31",
        radius=1,
        filters=[ColumnFilter(column="name", text="LIKE NGC%")],
        values={"object_type": ["G"]},
    )
    made = desk.write(draft)
    assert desk.check("sandbox", made.adql).diagnostics == []
    assert [key.other for key in desk.keys("sandbox", "tap_schema.key_columns")] == [
        "tap_schema.keys"
    ]
    assert "G" in desk.values("sandbox", "ongc.objects", "object_type").values


def test_examples_of_the_sandbox_are_good(desk: QueryDesk) -> None:
    examples = desk.examples("sandbox", "ongc.objects")
    assert {"Basic", "TAP_SCHEMA"} <= {one.group for one in examples}
    for one in examples:
        diagnostics = desk.check("sandbox", one.adql).diagnostics
        assert [each for each in diagnostics if each.severity != "info"] == [], one.adql


def test_archives_without_tables_say_so(desk: QueryDesk) -> None:
    with pytest.raises(NotFoundError):
        desk.schema("nobody")
    with pytest.raises(NotAvailableError):
        desk.schema("zooniverse")
