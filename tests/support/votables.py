"""VOTable documents for tests."""

from html import escape

KINDS = """
<FIELD name="id" datatype="long" ucd="meta.id;meta.main"><DESCRIPTION>Identifier</DESCRIPTION></FIELD>
<FIELD name="i" datatype="int" unit=""><VALUES null="-1"/></FIELD>
<FIELD name="h" datatype="short" unit="km/s"/>
<FIELD name="u" datatype="unsignedByte"/>
<FIELD name="flag" datatype="boolean"/>
<FIELD name="f" datatype="float" unit="Jy/beam" precision="3" width="9"/>
<FIELD name="d" datatype="double" unit="no such unit" utype="x:y.z"/>
<FIELD name="s" datatype="char" arraysize="*"/>
<FIELD name="s5" datatype="char" arraysize="5"/>
<FIELD name="s9" datatype="char" arraysize="9*"/>
<FIELD name="c1" datatype="char" arraysize="1"/>
<FIELD name="w" datatype="unicodeChar" arraysize="*"/>
<FIELD name="w4" datatype="unicodeChar" arraysize="4"/>
<FIELD name="when" datatype="char" arraysize="*" xtype="timestamp"/>
<FIELD name="pair" datatype="double" arraysize="2"/>
<FIELD name="grid" datatype="float" arraysize="2x3"/>
<FIELD name="any" datatype="double" arraysize="*" xtype="polygon"/>
<FIELD name="pairs" datatype="int" arraysize="2x*"/>
<FIELD name="z" datatype="floatComplex"/>
<FIELD name="zz" datatype="doubleComplex" arraysize="*"/>
<FIELD name="flags" datatype="boolean" arraysize="3"/>
<FIELD name="bits" datatype="bit" arraysize="11"/>
"""

ROWS = [
    [
        "9007199254740993", "7", "-32768", "255", "T", "1.1", "0.1", "a &lt; b", "abc", "bounded", "x",
        "\N{GREEK SMALL LETTER ALPHA}\N{TELESCOPE}", "\N{LATIN SMALL LETTER E WITH ACUTE}t\N{LATIN SMALL LETTER E WITH ACUTE}", "2026-11-22T19:44:55.123",
        "1 2", "1 2 3 4 5 6", "1 2 3", "1 2 3 4", "1 2", "1 2 3 4", "T F T", "10110111000",
    ],
    [""] * 22,
    [
        "-9223372036854775808", "-1", "12", "0", "0", "NaN", "-Infinity", "", "abcde", "", "", "", "", "",
        "NaN 4", "1 2 NaN 4 5 6", "NaN", "5 6", "1 NaN", "1 2", "F ? T", "00000000001",
    ],
]  # fmt: skip


def document(
    fields: str = KINDS,
    rows: list[list[str]] | None = None,
    *,
    head: str = '<INFO name="QUERY_STATUS" value="OK"/>',
    tail: str = "",
    version: str = "1.4",
) -> bytes:
    """Return a document in TABLEDATA; the cells are markup."""
    cells = "".join(
        "<TR>" + "".join(f"<TD>{cell}</TD>" for cell in row) + "</TR>\n"
        for row in (ROWS if rows is None else rows)
    )
    return (
        f'<?xml version="1.0"?>\n<VOTABLE version="{version}" '
        'xmlns="http://www.ivoa.net/xml/VOTable/v1.3">'
        f'<RESOURCE type="results">{head}<TABLE>{fields}<DATA><TABLEDATA>\n{cells}'
        f"</TABLEDATA></DATA></TABLE>{tail}</RESOURCE></VOTABLE>"
    ).encode()


def status(value: str, text: str = "") -> bytes:
    """Return a document that has a status and no table."""
    return (
        '<VOTABLE version="1.4"><RESOURCE type="results">'
        f'<INFO name="QUERY_STATUS" value="{value}">{escape(text)}</INFO></RESOURCE></VOTABLE>'
    ).encode()


def one_column(name: str, rows: list[str], *, datatype: str = "int", more: str = "") -> bytes:
    """Return a document with a column of that name (markup) and a cell a row."""
    fields = f'<FIELD name="{name}" datatype="{datatype}" {more}/>'
    return document(fields, [[row] for row in rows])
