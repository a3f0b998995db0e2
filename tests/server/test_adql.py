"""Tables, checks and drafts over REST."""

import pytest

from esap_jupyter import errors
from esap_jupyter.models.adql import (
    ColumnValues,
    Example,
    ForeignKey,
    QueryCheck,
    QueryDraft,
    SchemaTable,
    ServiceSchema,
    TableDetails,
    TableSchema,
)

TABLE = SchemaTable(name='my."odd/name"', adql='my."odd/name"', rows=3)


class Desk:
    """Answers as `esap_jupyter.archives.vo.queries.desk.QueryDesk`, and notes what it was asked."""

    def __init__(self):
        self.calls = []

    def schema(self, archive, *, again=False):
        self.calls.append(("schema", archive, again))
        if archive == "zooniverse":
            raise errors.NotAvailableError("It has no tables.", remedy="Choose another.")
        schemas = [TableSchema(name="my", tables=[TABLE])]
        return ServiceSchema(archive=archive, source="VOSI 1.1 tables", schemas=schemas)

    def table(self, archive, name):
        self.calls.append(("table", archive, name))
        return TableDetails(name=name, adql=name, source="test")

    def keys(self, archive, name):
        return [ForeignKey(other="o", columns=[["a", "b"]], join=f"JOIN o ON {name}")]

    def values(self, archive, table, column):
        return ColumnValues(column=column, values=["a"], complete=True)

    def examples(self, archive, table):
        return [Example(group="Basic", title=table, adql="SELECT 1")]

    def check(self, archive, adql):
        self.calls.append(("check", archive, adql))
        return QueryCheck(tables=["t"])

    def write(self, draft):
        self.calls.append(("write", draft))
        return QueryDraft(adql="SELECT 1", python="esap")


@pytest.fixture
def desk(platform, monkeypatch):
    desk = Desk()
    monkeypatch.setattr(platform, "desk", desk, raising=False)
    return desk


async def test_lists_tables(ask, desk):
    status, schema = await ask("GET", "archives", "x", "schema")
    assert (status, schema["schemas"][0]["tables"][0]["adql"]) == (200, 'my."odd/name"')
    await ask("GET", "archives", "x", "schema", again="true")
    assert desk.calls == [("schema", "x", False), ("schema", "x", True)]


async def test_an_archive_without_tables_is_a_state(ask, desk):
    status, error = await ask("GET", "archives", "zooniverse", "schema")
    assert (status, error["code"], error["remedy"]) == (501, "not_available", "Choose another.")


async def test_names_of_tables_may_hold_signs(ask, desk):
    status, details = await ask("GET", "archives", "x", "schema", 'my."odd name"')
    assert (status, details["name"]) == (200, 'my."odd name"')


async def test_keys_values_and_examples(ask, desk):
    assert (await ask("GET", "archives", "x", "schema", "t", "keys"))[1][0]["join"] == "JOIN o ON t"
    values = await ask("GET", "archives", "x", "schema", "t", "values", column="a b")
    assert values[1]["column"] == "a b"
    assert (await ask("GET", "archives", "x", "examples", table="t"))[1][0]["title"] == "t"


async def test_checks_and_drafts(ask, desk):
    body = {"archive": "x", "adql": "SELECT 1"}
    assert (await ask("POST", "adql", "check", body=body))[1]["tables"] == ["t"]
    draft = {"archive": "x", "table": "t", "filters": [{"column": "a", "text": "> 1"}]}
    assert (await ask("POST", "adql", "draft", body=draft))[0] == 200
    assert desk.calls[-1][1].filters[0].text == "> 1"


@pytest.mark.parametrize("body", [{}, {"archive": "x"}, {"archive": "x", "adql": 3}])
async def test_broken_bodies_are_refused(ask, desk, body):
    assert (await ask("POST", "adql", "check", body=body))[0] == 400
    assert desk.calls == []
