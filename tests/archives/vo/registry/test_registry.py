"""Questions to a registry, and what is made of its answers."""

import re
import threading

import pytest

from esap_jupyter.archives.base import Question
from esap_jupyter.archives.vo.registry.connector import RegistryConnector
from esap_jupyter.archives.vo.registry.hits import hits_of
from esap_jupyter.archives.vo.registry.regtap import RegistryQuestion, kind_of, words_of
from esap_jupyter.catalogue import ArchiveEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import BadRequestError, EsapError, NotAvailableError, UnreachableError
from esap_jupyter.models import Target
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.platforms import platform_of, run
from tests.support.registry import SCS, TAP, answer, row
from tests.support.servers import Reply, black_hole, closed_port, serve
from tests.support.tap import tap, votable


def outside(adql):
    """What of a query is not literal."""
    return re.sub(LITERAL, "?", adql)


def registry(url):
    http = HttpClient(guard=AddressGuard([url]), user_agent="test", retries=0)
    entry = ArchiveEntry(id="vo", name="Registry", kind="registry")
    return RegistryConnector(entry=entry, url=url, http=http, compute=InlineCompute())


LITERAL = r"'(?:[^']|'')*'"
HOSTILE = ["x' OR '1'='1", "'; DROP TABLE rr.resource; --", "\\' OR 1=1", "''", "%'"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_stays_within_its_literal(text):
    hostile = RegistryQuestion(keywords=f'"x{text}"', columns=f"x{text}").adql()
    assert outside(hostile) == outside(RegistryQuestion(keywords="x", columns="x").adql())
    assert len(re.findall(LITERAL, hostile)) > 5


@pytest.mark.parametrize(
    "question",
    [
        {"service": "tap' OR 1=1"},
        {"waveband": "radio%"},
        {"model": "x"},
        {"fields": ("res_title",), "keywords": "a"},
        {"fields": (), "keywords": "a"},
        {"keywords": " ".join("abcdefghijkl")},
        {"keywords": "x" * 101},
        {"columns": "x" * 101},
    ],
)
def test_what_is_none_of_the_choices_is_refused(question):
    with pytest.raises(BadRequestError):
        RegistryQuestion(**question).adql()


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ("apertif  continuum", ["apertif", "continuum"]),
        ('"cone search" x', ["cone search", "x"]),
        ("o'neill", ["o'neill"]),
        ('half "open', ["half", "open"]),
        ("100 % _", ["100", "_"]),
        ("  ", []),
        ("a\\b #c", ["a\\b", "#c"]),
    ],
)
def test_keywords(keywords, words):
    assert words_of(RegistryQuestion(keywords=keywords)) == words


def test_wildcards_match_one_letter_only():
    assert ", '%a_b_c%')" in RegistryQuestion(keywords="a%b_c").adql()


@pytest.mark.parametrize(
    ("standard", "kind"),
    [
        (TAP, "tap"),
        ("ivo://ivoa.net/std/TAP", "tap"),
        ("ivo://ivoa.net/std/tap#aux", None),
        ("ivo://ivoa.net/std/sia", "sia1"),
        ("ivo://ivoa.net/std/sia#query-2.0", "sia2"),
        ("ivo://ivoa.net/std/sia#query-aux-2.0", None),
        ("ivo://ivoa.net/std/ssa", "ssa"),
        (SCS, "scs"),
        ("ivo://ivoa.net/std/vosi#capabilities", None),
        ("", None),
    ],
)
def test_kinds(standard, kind):
    assert kind_of(standard) == kind


def test_rows_become_one_hit_a_resource():
    rows = [
        row("ivo://a/1", waveband="radio#Optical#radio", res_description="Two\nlines"),
        row("ivo://a/1"),
        row("ivo://a/1", standard_id=SCS, access_url="http://h/scs?"),
        row("ivo://a/1", intf_type="vr:webbrowser", access_url="http://h/page"),
        row("ivo://a/1", standard_id="ivo://ivoa.net/std/vosi#tables"),
    ]
    (hit,) = hits_of(rows)
    assert [(each.kind, each.url) for each in hit.services] == [
        ("tap", "http://h/1"),
        ("scs", "http://h/scs?"),
    ]
    assert hit.wavebands == ["radio", "optical"]
    assert hit.description == "Two lines"
    assert hit.covers == "unasked"


@pytest.mark.parametrize("address", ["", "soon", "ftp://h/x", "javascript:alert(1)", "http://"])
def test_dead_entries_say_so(address):
    (hit,) = hits_of([row("ivo://a/1", access_url=address)])
    assert "no address" in hit.services[0].problem


def test_the_closest_come_first():
    rows = [
        row("ivo://a/1", "All about everything", short_name="everything"),
        row("ivo://a/2", "The gaiart gallery"),
        row("ivo://a/3", "Gaia"),
        row("ivo://a/4", "Gaia data release 3"),
        row("ivo://gaia/5", "Stars"),
    ]
    order = [hit.ivoid[-1] for hit in hits_of(rows, words=["gaia"])]
    assert order == ["3", "4", "2", "5", "1"]
    told = hits_of(rows, words=[], covering={"ivo://a/1"})
    assert told[0].ivoid == "ivo://a/1"
    assert [hit.covers for hit in told] == ["yes", *["undeclared"] * 4]


def test_a_registry_that_does_not_know_places_is_asked_without(tmp_path):
    def reply(asked):
        if "stc_spatial" in asked.form["QUERY"]:
            return Reply(votable(status="ERROR", text="no table rr.stc_spatial"))
        return Reply(answer([row("ivo://a/1")]))

    with serve(tap(reply)) as server:
        question = RegistryQuestion(keywords="x", place=(1.0, 2.0, 0.5))
        found = registry(f"{server.url}/tap").find(question, threading.Event())
    assert [hit.covers for hit in found.hits] == ["unasked"]
    assert found.notes == ["Registry cannot be asked where services have data."]


def test_as_an_archive_it_answers_with_a_table(tmp_path):
    more = '[archives.vo]\nurl = "{}/tap"\n'
    with (
        serve(tap(answer([row("ivo://a/1")]))) as server,
        platform_of(tmp_path, more.format(server.url)) as esap,
    ):
        activity = run(esap, "vo", target="", parameters={"vo": {"keywords": "stars"}})
        assert activity.state == "done", activity.error
        stored = esap.results.get(activity.result)
        nothing = run(esap, "vo", target="", parameters={"vo": {"keywords": ""}})
    assert stored.rows == 1
    assert "1=ivo_nocasematch(r.res_title, '%stars%')" in stored.provenance.query
    assert "all services" in nothing.error.message


def test_it_takes_adql_as_any_tap_service():
    with serve(tap(answer([]))) as server:
        [query] = registry(f"{server.url}/tap").queries(Question(adql="SELECT 1"))
    assert query.text == "SELECT 1"


def test_a_target_asks_for_what_covers_it():
    place = Target(text="x", name="x", ra=1, dec=-2, sexagesimal="", source="coordinates")
    with serve(tap(answer([]))) as server:
        [query] = registry(f"{server.url}/tap").queries(Question(targets=(place,), radius=0.25))
    assert "INTERSECTS(CIRCLE('ICRS', 1.0, -2.0, 0.25), coverage)" in query.text
    assert "do not say" in query.notes[0]


def test_the_next_registry_is_asked_when_one_is_dead(tmp_path):
    with serve(tap(answer([row("ivo://a/1")]))) as server:
        more = (
            f'[archives.vo]\nname = "Dead"\nurl = "{closed_port()}/tap"\n'
            f'[archives.vo2]\nname = "Alive"\nkind = "registry"\nurl = "{server.url}/tap"\n'
        )
        with platform_of(tmp_path, more) as esap:
            found = esap.discovery.find(RegistryQuestion(keywords="x"))
    assert found.registry == "Alive"
    assert found.notes[0].startswith("Dead cannot be reached")
    assert found.notes[0].endswith("Alive was asked instead.")


def test_a_dead_registry_is_an_error_in_words(tmp_path):
    more = f'[archives.vo]\nname = "Dead"\nurl = "{closed_port()}/tap"\n'
    with (
        platform_of(tmp_path, more) as esap,
        pytest.raises(UnreachableError, match="Dead cannot be reached"),
    ):
        esap.discovery.find(RegistryQuestion(keywords="x"))


def test_one_that_is_silent_can_be_cancelled(tmp_path):
    cancel = threading.Event()
    with black_hole() as hole:
        more = f'[archives.vo]\nname = "Silent"\nurl = "{hole}"\n'
        with platform_of(tmp_path, more) as esap:
            threading.Timer(0.2, cancel.set).start()
            with pytest.raises(EsapError, match=r"[Cc]ancelled"):
                esap.discovery.find(RegistryQuestion(keywords="x"), cancel=cancel)


def test_without_a_registry_it_says_so(tmp_path):
    with (
        platform_of(tmp_path, "[features]\nregistry = false\n") as esap,
        pytest.raises(NotAvailableError, match="No registry"),
    ):
        esap.discovery.find(RegistryQuestion(keywords="x"))


def test_html_instead_of_rows_is_an_error(tmp_path):
    more = '[archives.vo]\nurl = "{}/tap"\n'
    page = tap(lambda _: Reply(b"<html><title>Login</title></html>", media="text/html"))
    with (
        serve(page) as server,
        platform_of(tmp_path, more.format(server.url)) as esap,
        pytest.raises(EsapError, match="web page"),
    ):
        esap.discovery.find(RegistryQuestion(keywords="x"))


def test_a_wrong_mocserver_is_told(tmp_path):
    more = '[archives.vo]\noptions = { mocserver = "nowhere" }\n'
    with platform_of(tmp_path, more) as esap:
        assert "mocserver" in esap.check("vo").reason


def test_what_a_registry_tells_is_short_printable_and_leads_to_the_web_alone():
    (hit,) = hits_of(
        [
            row(
                "ivo://a/1",
                waveband=f"radio\u202e#{'x' * 500}",
                content_type="<b>\n",
                reference_url="javascript:alert(1)",
            )
        ]
    )
    assert hit.reference_url is None
    assert hit.wavebands[0] == "radio"
    assert len(hit.wavebands[1]) <= 60
    assert hit.content_types == ["<b>"]
    (fine,) = hits_of([row("ivo://a/1", reference_url="https://a.example.org/about")])
    assert fine.reference_url == "https://a.example.org/about"
