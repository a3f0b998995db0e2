"""Searches of Apertif and of LOFAR's archive through the platform, from a catalogue."""

import contextlib
import time

import pytest

from esap_jupyter.archives.rest.alta.products import COLUMNS as ALTA
from esap_jupyter.archives.rest.lofar.files import COLUMNS as LOFAR
from esap_jupyter.models import SearchRequest
from esap_jupyter.results.observations import sources
from tests.peers.fakes.alta import FIELDS, FakeAlta
from tests.peers.fakes.stageit import SURLS, TOKEN, FakeStageIt
from tests.support.platforms import leftovers, platform_of, run
from tests.support.servers import serve
from tests.support.tap import OBSCORE, tap, votable

TASK = FIELDS[0][0]


@pytest.fixture
def alta():
    with FakeAlta() as fake:
        yield fake


def apertif(alta, options=""):
    return f'[archives.apertif]\nurl = "{alta.url}"\n{options}'


def test_apertif_by_target(alta, tmp_path):
    with platform_of(tmp_path, apertif(alta)) as esap:
        activity = run(esap, "apertif", target="M31", radius=0.05)
        assert activity.error is None
        result = esap.results.get(activity.result)
        table = result.path
        assert leftovers(esap) == []
    assert (activity.rows, activity.truncated, result.name) == (7, False, "m31_apertif")
    assert result.collection == "all"
    units = {column.name: (column.unit, column.ucd) for column in result.columns}
    assert units["ra"] == ("deg", "pos.eq.ra;meta.main")
    provenance = result.provenance
    assert provenance.protocol == "ALTA REST"
    assert "dataproducts?view_ra=10.68" in provenance.query
    assert any("helpdesk" in note for note in provenance.notes)
    assert "Westerbork" in provenance.acknowledgement
    assert table.endswith(".arrow")


def test_apertif_by_its_own_terms(alta, tmp_path):
    terms = {"collection": "imaging", "level": "processed", "dataproduct_type": "image"}
    with platform_of(tmp_path, apertif(alta)) as esap:
        activity = run(esap, "apertif", target="", parameters={"apertif": terms})
        assert activity.error is None
        result = esap.results.get(activity.result)
    assert activity.rows == 24
    assert result.collection == "imaging"


def test_apertif_s_limit_is_told(alta, tmp_path):
    with platform_of(tmp_path, apertif(alta, "options = { page_size = 5 }\n")) as esap:
        activity = run(esap, "apertif", target="M31", radius=0.05, maxrec=6)
    assert (activity.rows, activity.truncated) == (6, True)
    assert all(one.params["page_size"] == "5" for one in alta.asked)


def test_apertif_that_ignores_the_target_fails_alone(alta, tmp_path):
    alta.ignored = {"view_ra"}
    with (
        serve(tap(votable(2))) as server,
        platform_of(tmp_path, apertif(alta), mine=f"{server.url}/tap") as esap,
    ):
        request = SearchRequest(archives=["apertif", "mine"], target="M31")
        search = esap.wait(esap.search(request).id)
        assert leftovers(esap) == []
    states = {one.archive: one for one in search.activities}
    assert states["mine"].state == "done"
    assert states["apertif"].error.code == "bad_answer"
    assert "WSRT-Apertif ignored view_ra" in states["apertif"].error.message
    assert states["apertif"].result is None


def test_a_wrong_term_is_refused(alta, tmp_path):
    with platform_of(tmp_path, apertif(alta)) as esap:
        activity = run(esap, "apertif", target="", parameters={"apertif": {"colection": "imaging"}})
    assert activity.error.code == "bad_request"
    assert "has no term 'colection'" in activity.error.message
    assert alta.asked == []


def test_apertif_can_be_cancelled(alta, tmp_path):
    alta.mood, alta.moody = "slow", "page=2"
    with platform_of(tmp_path, apertif(alta, "options = { page_size = 20 }\n")) as esap:
        parameters = {"apertif": {"name": "."}}
        search = esap.search(SearchRequest(archives=["apertif"], parameters=parameters))
        assert alta.waiting.wait(10)
        esap.cancel_search(search.id)
        (activity,) = esap.wait(search.id).activities
        assert leftovers(esap) == []
    assert (activity.state, activity.error.code) == ("cancelled", "cancelled")


def test_apertif_is_checked(alta, tmp_path):
    with platform_of(tmp_path, apertif(alta)) as esap:
        archive = esap.check("apertif")
        alta.mood = "html"
        broken = esap.check("apertif")
    assert (archive.state, [one.id for one in archive.collections]) == (
        "reachable",
        ["all", "imaging", "timedomain"],
    )
    assert broken.state == "unreachable"
    assert "a web page" in broken.reason


@contextlib.contextmanager
def lofar(tmp_path, vo=None):
    with FakeStageIt() as fake:
        token = tmp_path / ".stagingrc"
        token.write_text(f"api_token={TOKEN}\nhostname={fake.hostport}\n")
        token.chmod(0o600)
        hosts = [fake.hostport, *([vo.hostport] if vo else [])]
        more = (
            f'[archives.lofar.options]\ntoken_file = "{token}"\nstageit = "{fake.url}"\n'
            + (f'vo = "{vo.url}/tap"\n' if vo else "")
            + f"[network]\nallow = {hosts}\n".replace("'", '"')
        )
        with platform_of(tmp_path, more) as esap:
            yield esap


def test_lofar_s_files(tmp_path):
    terms = {"surls": "\n".join(SURLS), "stageit": True}
    with lofar(tmp_path) as esap:
        activity = run(esap, "lofar", target="", parameters={"lofar": terms})
        assert activity.error is None
        result = esap.results.get(activity.result)
        kept = [path.read_bytes() for path in esap.home.rglob("*") if path.is_file()]
    assert (activity.rows, result.collection) == (4, "lta")
    assert not any(TOKEN.encode() in content for content in kept)
    assert result.provenance.query.splitlines() == list(SURLS)


def test_lofar_by_target(tmp_path):
    with serve(tap(votable(5), tables=OBSCORE)) as vo, lofar(tmp_path, vo) as esap:
        activity = run(esap, "lofar", target="M51")
        assert activity.error is None
        result = esap.results.get(activity.result)
    assert (activity.rows, result.collection) == (5, "processed")
    assert "obs_collection IN ('lotss-dr1'" in result.provenance.query
    assert any("at ASTRON VO" in note for note in result.provenance.notes)


def test_pasted_nonsense_is_named(tmp_path):
    with lofar(tmp_path) as esap:
        activity = run(esap, "lofar", target="", parameters={"lofar": {"surls": "hello"}})
    assert activity.error.code == "bad_request"
    assert "'hello' is not a SURL" in activity.error.message


def test_both_have_their_place_among_observations():
    products = {name: ALTA[one.column].name for name, one in sources(ALTA).items()}
    expected = {
        "obs_collection": "release",
        "dataproduct_type": "dataProductType",
        "obs_publisher_did": "PID",
        "s_ra": "ra",
        "s_dec": "dec",
        "access_url": "access_url",
        "access_format": "access_format",
    }
    assert products.items() >= expected.items()
    files = {name: LOFAR[one.column].name for name, one in sources(LOFAR).items()}
    expected = {"dataproduct_type": "dataproduct_type", "target_name": "target_name"}
    assert files.items() >= expected.items()


def test_rows_of_apertif_are_there_before_the_last_page(alta, tmp_path):
    alta.mood, alta.moody = "slow", "page=3"
    with platform_of(tmp_path, apertif(alta, "options = { page_size = 20 }\n")) as esap:
        request = SearchRequest(archives=["apertif"], parameters={"apertif": {"name": "."}})
        search = esap.search(request)
        assert alta.waiting.wait(10)
        shown = _until(lambda: esap.searching(search.id).activities[0].rows)
        alta.release.set()
        (activity,) = esap.wait(search.id).activities
    assert 0 < shown <= 40
    assert (activity.state, activity.rows) == ("done", 76)


def test_what_came_before_a_page_that_fails_is_kept_and_told(alta, tmp_path):
    alta.mood, alta.moody = "500", "page=3"
    with platform_of(tmp_path, apertif(alta, "options = { page_size = 20 }\n")) as esap:
        activity = run(esap, "apertif", target="", parameters={"apertif": {"name": "."}})
        assert leftovers(esap) == []
    assert (activity.state, activity.error.code) == ("failed", "unreachable")
    assert "WSRT-Apertif answered 500" in activity.error.message


def _until(ask):
    deadline = time.monotonic() + 10
    while not (answer := ask()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return answer
