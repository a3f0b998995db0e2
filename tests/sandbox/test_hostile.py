"""Whatever is sent, the answer is a DALI error or an answer, never a failure of the server."""

import itertools
import logging
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.sandbox import ask, form

NASTY = [
    "'; DROP TABLE ongc.objects; --",
    "../../../etc/passwd",
    "<script>alert(1)</script>",
    "\x00\x01\ufffe",
    "%00",
    "${jndi:ldap://x}",
    "9" * 400,
    "1e999 1e999 1e999",
    "nan nan nan",
    "CIRCLE 0 0 inf",
    "POLYGON " + "0 0 " * 500,
    "POLYGON " + " ".join(f"{i * 0.9} {50 + i % 7}" for i in range(400)),
    "ivo://esap.sandbox/images?optical-v/NGC224\r\nX-Injected: 1",
    "é" * 100,
    "-1",
]
ENDPOINTS = {
    "/tap/sync": ("QUERY", "LANG", "MAXREC", "RESPONSEFORMAT", "UPLOAD", "REQUEST"),
    "/tap/tables": ("DETAIL",),
    "/tap/async": ("PHASE", "AFTER", "LAST"),
    "/datalink/links": ("ID", "RESPONSEFORMAT"),
    "/soda/sync": ("ID", "CIRCLE", "POLYGON", "POS", "BAND", "TIME", "POL"),
    "/sia2/query": ("POS", "BAND", "TIME", "POL", "FOV", "ID", "DPTYPE", "CALIB", "MAXREC", "TARGET"),
    "/scs/query": ("RA", "DEC", "SR", "VERB", "MAXREC"),
    "/ssa/query": ("REQUEST", "POS", "SIZE", "BAND", "TIME", "FORMAT", "MAXREC"),
}  # fmt: skip
BASIS = {
    "/soda/sync": {"ID": "ivo://esap.sandbox/images?radio-hi/NGC224"},
    "/scs/query": {"RA": "10", "DEC": "41", "SR": "0.1"},
    "/tap/sync": {"LANG": "ADQL", "QUERY": "SELECT 1"},
    "/ssa/query": {"REQUEST": "queryData"},
}
CASES = [(path, name) for path, names in ENDPOINTS.items() for name in names]


@pytest.fixture(autouse=True)
def quiet(caplog):
    """No request may end in the log as an error of the server's own."""
    yield
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize(("path", "name"), CASES)
def test_no_value_of_any_parameter_breaks_a_service(origin, path, name):
    for value in NASTY:
        parameters = {**BASIS.get(path, {}), name: value}
        status, headers, body = ask(origin, f"{path}?{urlencode(parameters)}")
        assert status in (200, 204, 400, 404), (value, body)
        assert "X-Injected" not in headers
        assert b"<script>" not in body or headers["Content-Type"].startswith("text/plain")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert b"Traceback" not in body


@pytest.mark.parametrize("root", ["files", "previews", "tap/tables", "tap/async", "datalink"])
def test_no_path_leads_elsewhere(origin, root):
    for name in (
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/x",
        "a" * 5000,
        "%00",
        "%ff",
    ):
        assert ask(origin, f"/{root}/{name}")[0] in (400, 404)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    case=st.sampled_from(CASES),
    value=st.text(alphabet=st.characters(codec="utf-8"), max_size=60),
    more=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
)
def test_made_up_input(origin, case, value, more):
    path, name = case
    parameters = {**BASIS.get(path, {}), **more, name: value}
    status, _, _ = ask(origin, f"{path}?{urlencode(parameters, errors='replace')}")
    assert status in (200, 204, 400, 404)


@pytest.mark.parametrize("path", ["/tap/sync", "/sia2/query", "/soda/sync", "/tap/async", "/x"])
def test_nothing_is_answered_to_another_host(origin, path):
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        assert ask(origin, path, headers=headers)[0] == 403
        request = form(A="b")
        request["headers"] |= headers
        assert ask(origin, path, **request)[0] == 403


@pytest.mark.parametrize("path", ["/tap/sync", "/datalink/links", "/files/optical-v/NGC224.fits"])
def test_delete_deletes_nothing_but_jobs(origin, path):
    assert ask(origin, path, method="DELETE")[0] == 405


def test_a_thousand_identifiers_are_too_many(origin):
    one = "ID=" + quote("ivo://esap.sandbox/images?optical-v/NGC224", safe="")
    status, _, _ = ask(origin, "/datalink/links?" + "&".join(itertools.repeat(one, 300)))
    assert status == 400
