"""A TAP service, a registry and services on data that send markup, code and nonsense for words."""

from html import escape
from urllib.parse import unquote

from .base import Answer, Asked, Fake

__all__ = ["LONG", "MARKUP", "OVERRIDE", "SCRIPTED_IMAGE", "FakeHostile"]

MARKUP = "<img src=x onerror=\"document.title='struck'\"><script>document.title='struck'</script>"
OVERRIDE = "\u202egnp.elif\u2066"
"""Turns what follows around, where it is not kept apart."""
LONG = "long" * 2500
MANY = f"{MARKUP} {OVERRIDE} {LONG}"
SCRIPTED_IMAGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert(1)">'
    "<script>top.document.title='struck'</script><rect width='9' height='9'/></svg>"
)
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_NAMES = (MARKUP, f"a\n\tb{OVERRIDE}", LONG, "'; DROP TABLE t; --", '"}]}', "__proto__")
_POSITION = {"s_ra": "pos.eq.ra", "s_dec": "pos.eq.dec"}
_LINKS = [
    "ID",
    "access_url",
    "service_def",
    "error_message",
    "semantics",
    "description",
    "content_type",
    "content_length",
]
_HITS = [
    "ivoid",
    "res_type",
    "short_name",
    "res_title",
    "res_description",
    "reference_url",
    "waveband",
    "content_type",
    "publisher",
    "standard_id",
    "intf_type",
    "access_url",
]
_SCRIPTS = ("javascript:document.title='struck'", "data:text/html,<script>alert(1)</script>")


class FakeHostile(Fake):
    """Serves TAP below ``/tap``, links at ``/links``, a service on data at ``/soda``.

    Attributes
    ----------
    elsewhere
        Where a service and a file are said to be: an address that nobody may be sent to.
    """

    def __init__(self, elsewhere: str = "http://169.254.169.254/latest") -> None:
        super().__init__()
        self.elsewhere = elsewhere
        self.url = f"{self.root}/tap"

    def answer(self, asked: Asked) -> Answer:
        page = unquote(asked.path.removeprefix("/tap/"))
        pages = {
            "capabilities": self._capabilities,
            "tables": self._tables,
            "sync": self._sync,
            "examples": _examples,
            "/links": self._links,
            "/preview": _preview,
            "/file": _file,
        }
        if page in pages:
            return pages[page](asked)
        if page.startswith("tables/"):
            return _xml(_table(page.removeprefix("tables/"), columns=True))
        if page == "async" or page.startswith("async/"):
            return self._jobs(asked, page.removeprefix("async").strip("/"))
        return Answer(MARKUP.encode(), status=404, media="text/html")

    def _capabilities(self, asked: Asked) -> Answer:
        del asked
        return _xml(
            f'<capabilities {_XSI} xmlns:tr="http://www.ivoa.net/xml/TAPRegExt/v1.0">'
            '<capability standardID="ivo://ivoa.net/std/TAP" xsi:type="tr:TableAccess">'
            '<languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-udf"><feature>'
            f"<form>{escape(MARKUP)}(x DOUBLE) -> INTEGER</form></feature></languageFeatures>"
            "</capability>"
            '<capability standardID="ivo://ivoa.net/std/DALI#examples"><interface><accessURL>'
            f"{self.url}/examples</accessURL></interface></capability></capabilities>"
        )

    def _tables(self, asked: Asked) -> Answer:
        whole = asked.params.get("detail") != "min"
        tables = "".join(_table(name, columns=whole) for name in ("ivoa.obscore", *_NAMES))
        return _xml(
            f"<tableset {_XSI}><schema><name>{escape(MARKUP)}</name>"
            f"<description>{escape(MANY)}</description>{tables}</schema></tableset>"
        )

    def _sync(self, asked: Asked) -> Answer:
        query = asked.form.get("QUERY", "").lower()
        if "rr.stc_spatial where ivoid" in query:
            return _votable(["ivoid"], [])
        if "rr.resource" in query:
            return _votable(_HITS, self._hits())
        if "tap_schema.keys" in query:
            names = [
                "key_id",
                "from_table",
                "target_table",
                "description",
                "from_column",
                "target_column",
            ]
            key = dict.fromkeys(names, MARKUP) | {"from_table": "ivoa.obscore"}
            return _votable(names, [key])
        if "select distinct" in query:
            return _votable(["value"], [{"value": name} for name in _NAMES])
        row = {
            "obs_publisher_did": "ivo://hostile/1",
            "target_name": MARKUP,
            "access_url": f"{self.root}/links",
            "access_format": "application/x-votable+xml;content=datalink",
            "s_ra": "10.68",
            "s_dec": "41.27",
            "s_region": f"POLYGON {MARKUP}",
            "preview": f"{self.root}/preview",
            **{name: name for name in _NAMES[:4]},
        }
        return _votable(list(row), [row, row | {"s_ra": "1e308", "target_name": LONG}])

    def _hits(self) -> list[dict[str, str]]:
        standards = ("ivo://ivoa.net/std/tap", "ivo://ivoa.net/std/conesearch")
        addresses = (*_SCRIPTS, f"{self.elsewhere}/tap", self.url)
        return [
            dict.fromkeys(_HITS, MANY)
            | {
                "ivoid": f"ivo://hostile/{at}{MARKUP}",
                "standard_id": standards[at % 2],
                "intf_type": "vs:paramhttp",
                "access_url": address,
                "res_title": _NAMES[at % len(_NAMES)],
                "reference_url": _SCRIPTS[at % 2],
            }
            for at, address in enumerate(addresses)
        ]

    def _links(self, asked: Asked) -> Answer:
        del asked
        files = (*_SCRIPTS, f"{self.elsewhere}/creds", "file:///etc/passwd", f"{self.root}/file")
        rows = [
            {"access_url": url, "semantics": "#this", "description": MANY, "content_type": MARKUP}
            for url in files
        ]
        rows += [
            {"error_message": f"NotFoundFault: {MANY}", "semantics": MARKUP},
            {"service_def": "soda", "semantics": "#cutout", "description": MARKUP},
            {"service_def": "astray", "semantics": "#proc", "description": MARKUP},
        ]
        soda = _descriptor("soda", f"{self.root}/file")
        document = _document(_LINKS, rows, soda + _descriptor("astray", _SCRIPTS[0]))
        return Answer(document.encode(), media="application/x-votable+xml")

    def _jobs(self, asked: Asked, key: str) -> Answer:
        space = (
            'xmlns="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
        )
        if asked.method in {"POST", "DELETE"}:
            return Answer(status=303, headers={"Location": f"/tap/async/{key or 'j1'}"})
        if not key:
            refs = "".join(
                f'<jobref id="j{at}" xlink:href="{href}"><phase>EXECUTING</phase>'
                f"<runId>{escape(MANY)}</runId></jobref>"
                for at, href in enumerate((escape(_SCRIPTS[0]), f"{self.url}/async/j1"))
            )
            return _xml(f'<jobs {space} version="1.1">{refs}</jobs>')
        return _xml(
            f'<job {space} version="1.1"><jobId>{escape(MARKUP)}</jobId>'
            f"<runId>{escape(MARKUP)}</runId><ownerId>{escape(MANY)}</ownerId>"
            "<phase>ERROR</phase><startTime>9999-12-31T23:59:59Z</startTime>"
            "<executionDuration>99999999999999999999</executionDuration>"
            "<destruction>0001-01-01T00:00:00</destruction><parameters>"
            f'<parameter id="QUERY">{escape(MANY)}</parameter>'
            f'<parameter id="{escape(MARKUP)}">{escape(MANY)}</parameter></parameters>'
            f"<results><result id='result' xlink:href=\"{escape(_SCRIPTS[0])}\"/></results>"
            f"<errorSummary><message>{escape(MANY)}</message></errorSummary></job>"
        )


def _xml(text: str) -> Answer:
    return Answer(text.encode(), media="text/xml")


def _table(name: str, *, columns: bool = False) -> str:
    position = "".join(
        f"<column><name>{each}</name><unit>deg</unit><ucd>{ucd}</ucd>"
        '<dataType xsi:type="vs:VOTableType">double</dataType></column>'
        for each, ucd in _POSITION.items()
    )
    inside = "".join(
        f"<column><name>{escape(each)}</name><description>{escape(MANY)}</description>"
        f"<unit>{escape(MANY)}</unit><ucd>{escape(MANY)}</ucd>"
        f'<dataType xsi:type="vs:VOTableType" arraysize="*">{escape(MARKUP)}</dataType></column>'
        for each in _NAMES
    )
    return (
        f'<table {_XSI} xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1">'
        f"<name>{escape(name)}</name><title>{escape(MANY)}</title>"
        f"<description>{escape(MANY)}</description><nrows>-99999999999999999999</nrows>"
        f"{position + inside if columns else ''}</table>"
    )


def _descriptor(key: str, url: str) -> str:
    options = "".join(f'<OPTION value="{escape(each)}"/>' for each in _NAMES)
    params = "".join(
        f'<PARAM name="{escape(name)}" datatype="{kind}" unit="{escape(MARKUP)}" {more} value="">'
        f"<DESCRIPTION>{escape(MANY)}</DESCRIPTION><VALUES>{values}</VALUES></PARAM>"
        for name, kind, more, values in (
            ("CIRCLE", "double", 'arraysize="3" xtype="circle"', '<MAX value="NaN 1e999 -5"/>'),
            (
                "BAND",
                "double",
                'arraysize="2" xtype="interval"',
                '<MIN value="x"/><MAX value="1"/>',
            ),
            (MARKUP, "char", 'arraysize="*"', options),
            (LONG, "char", 'arraysize="*"', ""),
            ("constructor", "char", 'arraysize="*"', ""),
        )
    )
    return (
        f'<RESOURCE type="meta" utype="adhoc:service" ID="{key}" name="{escape(MARKUP)}">'
        f"<DESCRIPTION>{escape(MANY)}</DESCRIPTION>"
        '<PARAM name="standardID" datatype="char" arraysize="*" '
        'value="ivo://ivoa.net/std/SODA#sync-1.0"/>'
        f'<PARAM name="accessURL" datatype="char" arraysize="*" value="{escape(url)}"/>'
        '<GROUP name="inputParams"><PARAM name="ID" datatype="char" arraysize="*" ref="ID" '
        f'value=""/>{params}</GROUP></RESOURCE>'
    )


def _votable(names: list[str], rows: list[dict[str, str]]) -> Answer:
    return Answer(_document(names, rows).encode(), media="application/x-votable+xml")


def _document(names: list[str], rows: list[dict[str, str]], more: str = "") -> str:
    fields = "".join(
        f'<FIELD name="{escape(name)}" datatype="double" unit="deg" ucd="{_POSITION[name]}"/>'
        if name in _POSITION
        else f'<FIELD {_id(name)} name="{escape(name)}" datatype="unicodeChar" arraysize="*"/>'
        for name in names
    )
    cells = "".join(
        "<TR>" + "".join(f"<TD>{escape(row.get(name, ''))}</TD>" for name in names) + "</TR>"
        for row in rows
    )
    return (
        '<VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>'
        f"<TABLE>{fields}<DATA><TABLEDATA>{cells}</TABLEDATA></DATA></TABLE></RESOURCE>"
        f"{more}</VOTABLE>"
    )


def _id(name: str) -> str:
    return f'ID="{name}"' if name.isidentifier() else ""


def _preview(asked: Asked) -> Answer:
    del asked
    return Answer(SCRIPTED_IMAGE.encode(), media="image/svg+xml")


def _file(asked: Asked) -> Answer:
    del asked
    named = {"Content-Disposition": 'attachment; filename="../../.bashrc\u00e9<b>.html"'}
    return Answer(MARKUP.encode(), media="text/html", headers=named)


def _examples(asked: Asked) -> Answer:
    del asked
    examples = "".join(
        f'<div typeof="example"><h2 property="name">{escape(name)}</h2>'
        f'<pre property="query">SELECT {escape(name)} FROM t</pre></div>'
        for name in _NAMES
    )
    return _xml(f'<html><body vocab="ivo://ivoa.net/std/DALI-examples">{examples}</body></html>')
