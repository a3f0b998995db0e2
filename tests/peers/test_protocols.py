"""SIA 1, SIA 2, SSA, cone search, registry and coverage of a real DaCHS, as pyvo has them."""

import math
from urllib.parse import urlsplit

import pytest
import pyvo
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.table import Table

from esap_jupyter.archives.vo.registry.regtap import RegistryQuestion
from esap_jupyter.models import Interval, SearchRequest
from esap_jupyter.platform import Platform
from esap_jupyter.python.result import Result
from tests.support.tables import assert_same_rows

pytestmark = pytest.mark.peers

ADDRESSES = {
    "sia1": "/apertif_images/q/sia1/siap.xml?",
    "sia2": "/__system__/siap2/sitewide/siap2.xml",
    "ssa": "/apertif_spectra/q/ssa/ssap.xml?",
    "scs": "/apertif_images/q/cone/scs.xml?",
}


@pytest.fixture(scope="module")
def root(dachs):
    parts = urlsplit(dachs)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.fixture(scope="module")
def platform(root, dachs, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    tables = [
        f'[archives.{kind}]\nname = "{kind.upper()}"\nkind = "{kind}"\nurl = "{root}{path}"\n'
        f'ivoid = "ivo://peer/{kind}"\n'
        for kind, path in ADDRESSES.items()
    ]
    tables.append(f'[archives.vo]\nurl = "{dachs}"\n')
    tables.append(
        f'[archives.dachs]\nname = "DaCHS"\nkind = "tap"\nurl = "{dachs}"\n'
        'collection = "apertif_sample.sources"\n'
    )
    (home / "catalogue.toml").write_text("\n".join(tables))
    platform = Platform(home=home / "esap", catalogue_paths=[home / "catalogue.toml"])
    yield platform
    platform.close()


@pytest.fixture(scope="module")
def image(dachs):
    """The position, time and wavelength of one of the images."""
    (row,) = pyvo.dal.TAPService(dachs).run_sync(
        "SELECT TOP 1 s_ra, s_dec, t_min, em_min FROM ivoa.obscore "
        "WHERE dataproduct_type = 'image' ORDER BY obs_publisher_did"
    )
    return row


@pytest.fixture
def found(platform):
    """The result of asking one archive."""

    def run(archive, **request):
        started = platform.search(SearchRequest(archives=[archive], **request))
        (activity,) = platform.wait(started.id).activities
        assert activity.state == "done", activity.error
        return Result(platform.results.get(activity.result))

    return run


def at(row):
    return f"{row['s_ra']} {row['s_dec']:+}"


@pytest.mark.parametrize("kind", ADDRESSES)
def test_each_is_reachable_and_describes_its_columns(platform, kind):
    archive = platform.check(kind)
    assert archive.state == "reachable", archive.reason
    [collection] = platform.archive(kind).collections
    assert len(collection.columns) > 5


def test_cone_search(found, root):
    mine = found("scs", target="180 45", radius=3.0)
    theirs = pyvo.dal.SCSService(root + ADDRESSES["scs"]).search(
        SkyCoord(180, 45, unit="deg"), radius=3.0 * u.deg
    )
    assert len(mine) == len(theirs) > 5
    assert_same_rows(mine.to_table(), theirs.to_table())


def test_sia1(found, root, image):
    mine = found("sia1", target=at(image), radius=0.5)
    width = 2 * math.degrees(
        math.asin(math.sin(math.radians(0.5)) / math.cos(math.radians(image["s_dec"])))
    )
    theirs = pyvo.dal.SIAService(root + ADDRESSES["sia1"]).search(
        (image["s_ra"], image["s_dec"]), size=(width, 1.0)
    )
    assert len(mine) == len(theirs) > 0
    assert set(mine.to_table()["accref"]) == set(theirs.to_table()["accref"])


def test_sia2(found, root, image):
    where = (image["s_ra"], image["s_dec"], 0.5)
    mine = found("sia2", target=at(image), radius=0.5)
    theirs = pyvo.dal.SIA2Service(root + ADDRESSES["sia2"]).search(
        pos=tuple(part * u.deg for part in where), maxrec=20000
    )
    assert len(mine) == len(theirs) > 0
    assert_same_rows(mine.to_table(), theirs.to_table())


def test_obscore_finds_what_reaches_into_the_circle(found, dachs):
    (row,) = pyvo.dal.TAPService(dachs).run_sync(
        "SELECT TOP 1 obs_publisher_did, s_ra, s_dec, s_fov FROM ivoa.obscore "
        "WHERE s_region IS NOT NULL ORDER BY obs_publisher_did"
    )
    beside = f"{row['s_ra']} {row['s_dec'] - row['s_fov'] / 3}"
    result = found("dachs", collections={"dachs": "ivoa.obscore"}, target=beside, radius=0.005)
    assert row["obs_publisher_did"] in set(result.to_table()["obs_publisher_did"])
    assert not any("centre" in note for note in result.provenance.notes)


def test_sia2_with_every_restriction(found, image):
    all_of_them = found("sia2", target=at(image), radius=0.5)
    restricted = {
        "time": Interval(low=float(image["t_min"]) - 1, high=float(image["t_min"]) + 1),
        "band": Interval(low=float(image["em_min"]) * 0.99, high=float(image["em_min"]) * 1.01),
        "product": "image",
        "parameters": {"sia2": {"collection": ["Apertif images"], "calib": [2]}},
    }
    some = found("sia2", target=at(image), radius=0.5, **restricted)
    assert 0 < len(some) <= len(all_of_them)
    nowhen = {**restricted, "time": Interval(high=10000.0)}
    assert len(found("sia2", target=at(image), radius=0.5, **nowhen)) == 0


def test_sia2_with_many_targets_at_once(found, image):
    one = found("sia2", target=at(image), radius=0.5)
    several = found("sia2", targets=[at(image), "10 -80"], radius=0.5)
    assert len(several) == len(one)
    [query] = several.provenance.query.splitlines()
    assert query.count("POS=CIRCLE") == 2


@pytest.mark.parametrize("table", ["apertif_sample.sources", "ivoa.obscore"])
def test_a_long_list_of_targets_goes_along_as_a_table(found, dachs, table):
    targets = [f"{180 + at / 10:.1f} 45" for at in range(40)]
    mine = found("dachs", collections={"dachs": table}, targets=targets, radius=0.5)
    assert "TAP_UPLOAD.esap_targets" in mine.provenance.query
    ra, dec = ("s_ra", "s_dec") if table == "ivoa.obscore" else ("ra", "dec")
    circle = "CIRCLE('ICRS', t.lon, 45, 0.5)"
    tests = [f"1=CONTAINS(POINT('ICRS', o.{ra}, o.{dec}), {circle})"]
    if table == "ivoa.obscore":
        tests.append(f"1=INTERSECTS(o.s_region, {circle})")
    near = f"SELECT 1 FROM TAP_UPLOAD.there AS t WHERE {' OR '.join(tests)}"
    theirs = pyvo.dal.TAPService(dachs).run_sync(
        f"SELECT * FROM {table} AS o WHERE EXISTS ({near})",
        uploads={"there": Table({"lon": [180 + at / 10 for at in range(40)]})},
    )
    assert len(mine) == len(theirs) > 0


def test_ssa(found, root):
    mine = found("ssa", target="180 45", radius=2.0)
    theirs = pyvo.dal.SSAService(root + ADDRESSES["ssa"]).search(
        SkyCoord(180, 45, unit="deg"), diameter=4.0 * u.deg
    )
    assert len(mine) == len(theirs) > 5
    assert set(mine.to_table()["ssa_pubDID"]) == set(theirs.to_table()["ssa_pubDID"])


def test_ssa_with_band_time_and_name(found):
    everything = found("ssa", target="180 45", radius=2.0)
    red = found("ssa", target="180 45", radius=2.0, band=Interval(low=0.235))
    assert 0 < len(red) < len(everything)
    first = everything.to_table()["ssa_dateObs"].min()
    early = found("ssa", target="180 45", radius=2.0, time=Interval(high=float(first) + 0.5))
    assert 0 < len(early) < len(everything)
    (oneill,) = found("ssa", parameters={"ssa": {"targetname": "O'Neill"}}).to_table()
    assert oneill["ssa_dstitle"] == "Spectrum 7"


def test_overflow_is_told(found):
    cut = found("ssa", target="180 45", radius=2.0, maxrec=5)
    assert (len(cut), cut.truncated) == (5, True)


def test_the_service_tells_how_to_cite_it(found):
    told = found("ssa", target="180 45", radius=1.0).cite()
    assert "How to cite: " in told.text
    assert "tableinfo/apertif_spectra.data" in told.text


def ids(answer):
    return [hit.ivoid for hit in answer.hits]


def test_registry_finds_what_pyvo_finds(platform, dachs, monkeypatch):
    monkeypatch.setenv("IVOA_REGISTRY", dachs)
    from pyvo import registry

    monkeypatch.setattr(registry.regtap, "REGISTRY_BASEURL", dachs)
    registry.regtap.get_RegTAP_service.cache_clear()
    theirs = registry.search(registry.Freetext("apertif"), registry.Servicetype("ssa"))
    mine = platform.discovery.find(RegistryQuestion(keywords="apertif", service="ssa"))
    assert ids(mine) == [resource.ivoid for resource in theirs] == ["ivo://peer/ssa"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"keywords": "apertif images"}, {"ivo://peer/sia1"}),
        (
            {"keywords": '"cone search" spectra', "any_word": True},
            {"ivo://peer/scs", "ivo://peer/ssa"},
        ),
        ({"keywords": "h-i-line"}, {"ivo://peer/ssa"}),
        ({"keywords": "Oort"}, {"ivo://peer/scs"}),
        ({"keywords": "o'neill"}, {"ivo://peer/quote"}),
        ({"keywords": "nobody"}, set()),
        ({"keywords": "nobody", "fields": ("description",)}, {"ivo://peer/dead"}),
        ({"service": "sia2"}, {"ivo://peer/sia2"}),
        ({"model": "obscore"}, {"ivo://peer/tap", "ivo://peer/dead"}),
        ({"model": "epntap"}, {"ivo://peer/quote"}),
        ({"waveband": "millimeter"}, {"ivo://peer/sia2"}),
        ({"waveband": "uv"}, set()),
        ({"columns": "phot.flux.density"}, {"ivo://peer/tap"}),
    ],
)
def test_registry(platform, question, expected):
    assert set(ids(platform.discovery.find(RegistryQuestion(**question)))) == expected


def test_registry_by_place_is_tri_state(platform):
    answer = platform.discovery.find(
        RegistryQuestion(keywords="apertif"), target="180 45", radius=0.5
    )
    covers = {hit.ivoid: hit.covers for hit in answer.hits}
    assert covers["ivo://peer/sia1"] == covers["ivo://peer/ssa"] == "yes"
    assert covers["ivo://peer/tap"] == "undeclared"
    away = platform.discovery.find(
        RegistryQuestion(keywords="apertif"), target="10 -80", radius=0.5
    )
    assert not {"ivo://peer/sia1", "ivo://peer/ssa"} & set(ids(away))
    assert "ivo://peer/tap" in ids(away)


def test_registry_puts_the_closest_first_and_each_service_once(platform):
    answer = platform.discovery.find(RegistryQuestion(keywords="apertif"))
    assert ids(answer)[0] != "ivo://peer/scs"
    (tap,) = [hit for hit in answer.hits if hit.ivoid == "ivo://peer/tap"]
    assert [service.kind for service in tap.services] == ["tap"]
    assert tap.publisher == "The peers of esap-jupyter"
    (nowhere,) = [hit for hit in answer.hits if hit.ivoid == "ivo://peer/nowhere"]
    assert "no address" in nowhere.services[0].problem


def test_more_than_fits_is_told(platform):
    answer = platform.discovery.find(RegistryQuestion(service="scs"))
    assert len(answer.hits) == 200
    assert answer.truncated


@pytest.fixture(autouse=True, scope="module")
def _patient():
    # A machine with much else to do is not to decide what these say.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("esap_jupyter.archives.vo.coverage.desk._SECONDS", 60.0)
        yield


def test_coverage(platform, dachs, image):
    look = platform.discovery.look_ahead
    told = {each.archive: each for each in look("180.5 44.5", 1.0, ["dachs", "ssa", "scs", "sia2"])}
    (expected,) = pyvo.dal.TAPService(dachs).run_sync(
        "SELECT COUNT(*) AS n FROM apertif_sample.sources "
        "WHERE 1=CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 180.5, 44.5, 1))"
    )
    assert (told["dachs"].source, told["dachs"].rows) == ("count", expected["n"])
    # A count of the service itself says more than what the registry has of it.
    assert (told["ssa"].source, told["ssa"].presence) == ("count", "data")
    assert told["scs"].presence == "undeclared"
    (there,) = look(at(image), 0.4, ["sia2"])
    assert (there.presence, there.source) == ("data", "count")
    (nothing,) = look("10 -80", 0.01, ["sia2"])
    assert (nothing.presence, nothing.rows) == ("none", 0)


def test_what_was_seen_is_remembered(platform, found):
    empty = found("scs", target="33.25 -12.5", radius=0.05)
    assert len(empty) == 0
    (told,) = platform.discovery.look_ahead("33.25 -12.5", 0.01, ["scs"])
    assert (told.presence, told.source, told.rows) == ("none", "seen", 0)
    assert empty.name in told.note
