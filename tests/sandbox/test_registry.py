"""The small registry, as pyvo searches it."""

import astropy.units as u
import pytest
from astropy.coordinates import SkyCoord
from pyvo import discover, registry

from esap_jupyter import votable
from esap_jupyter.archives.vo.registry.regtap import RegistryQuestion
from esap_jupyter.sandbox.regtap_tables import TABLES
from tests.support.sandbox import sync

OWN = {f"ivo://esap.sandbox/{name}" for name in ("tap", "ongc", "images")}
SOUTH, FIELD, SILENT, DEAD = (
    f"ivo://esap.example/{name}" for name in ("southern-radio", "xray-field", "undeclared", "dead")
)


@pytest.fixture(scope="module", autouse=True)
def chosen(url):
    before = (
        registry.get_RegTAP_service_url() if hasattr(registry, "get_RegTAP_service_url") else None
    )
    registry.choose_RegTAP_service(url)
    yield
    registry.choose_RegTAP_service(before or "http://reg.g-vo.org/tap")


def found(*constraints, **keywords):
    return {record.ivoid for record in registry.search(*constraints, **keywords)}


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (registry.Freetext("OpenNGC"), OWN),
        (registry.Freetext("hydrogen"), {"ivo://esap.sandbox/images"}),
        (registry.Freetext("example", "southern"), {SOUTH}),
        (registry.Servicetype("tap"), {"ivo://esap.sandbox/tap", DEAD}),
        (registry.Servicetype("tap").include_auxiliary_services(), OWN | {DEAD}),
        (registry.Servicetype("sia2"), {"ivo://esap.sandbox/images", SOUTH}),
        (registry.Servicetype("conesearch"), {"ivo://esap.sandbox/ongc", FIELD, SILENT}),
        (registry.Datamodel("obscore"), {"ivo://esap.sandbox/tap"}),
        (registry.Datamodel("regtap"), {"ivo://esap.sandbox/tap"}),
        (registry.Author("%Verga%"), {"ivo://esap.sandbox/ongc"}),
        (registry.UCD("phot.mag;em.opt.V"), {"ivo://esap.sandbox/tap", "ivo://esap.sandbox/ongc"}),
        (registry.Ivoid(DEAD), {DEAD}),
    ],
)
def test_searches(constraint, expected):
    assert found(constraint) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (SkyCoord("202.47d 47.2d"), {"ivo://esap.sandbox/ongc", "ivo://esap.sandbox/images", FIELD, DEAD}),
        ((SkyCoord("202.47d 47.2d"), 1 * u.deg), {"ivo://esap.sandbox/ongc", "ivo://esap.sandbox/images", FIELD, DEAD}),
        (SkyCoord("83.8d -80d"), {"ivo://esap.sandbox/ongc", SOUTH, DEAD}),
    ],
)  # fmt: skip
def test_places(place, expected):
    assert found(registry.Spatial(place, intersect="overlaps")) == expected


def test_times_and_wavelengths():
    assert found(registry.Temporal((57_100, 57_200))) == {SOUTH}
    assert found(registry.Spectral(1 * u.nm)) == {FIELD}
    assert found(registry.Spectral((600 * u.nm, 520 * u.nm))) == {
        "ivo://esap.sandbox/images",
        "ivo://esap.sandbox/ongc",
    }


def test_what_is_found_can_be_asked(origin):
    [record] = [
        record for record in registry.search(servicetype="sia2") if "images" in record.ivoid
    ]
    assert "sia2" in record.access_modes()
    service = record.get_service("sia2")
    assert len(service.search(pos=(10.68, 41.27, 0.1), maxrec=3)) == 3
    [cone] = [r for r in registry.search(servicetype="conesearch") if r.short_name == "OpenNGC"]
    assert len(cone.get_service("conesearch").search((10.68, 41.27), radius=0.5)) > 0
    tables = cone.get_tables()
    assert "ongc.objects" in tables
    assert {column.name for column in tables["ongc.objects"].columns} >= {"ra", "dec"}
    assert "Whoever" in cone.get_contact()
    assert cone.creators == ["Verga, M."]


def test_all_tables_of_the_standard_are_there_and_can_be_read(url):
    for name, table in TABLES.items():
        status, _, body = sync(url, QUERY=f"SELECT * FROM rr.{name}")
        assert status == 200
        assert votable.read(body).column_names == [column.name for column in table.columns]


def test_every_interface_has_its_capability_and_every_capability_its_resource(url):
    query = (
        "SELECT r.ivoid, standard_id, access_url FROM rr.resource AS r NATURAL JOIN rr.capability "
        "NATURAL JOIN rr.interface"
    )
    rows = votable.read(sync(url, QUERY=query)[2]).to_pylist()
    count = votable.read(sync(url, QUERY="SELECT COUNT(*) AS n FROM rr.interface")[2]).to_pylist()
    assert len(rows) == count[0]["n"] > 10
    own = [row for row in rows if row["ivoid"] in OWN]
    base = url.removesuffix("/tap")
    assert all(row["access_url"].startswith(f"{base}/") for row in own)
    assert [row["access_url"] for row in rows if row["ivoid"] == DEAD] == ["http://127.0.0.1:9/tap"]


def test_what_does_not_exist_says_so(url):
    query = (
        "SELECT res_title, res_description FROM rr.resource WHERE ivoid LIKE 'ivo://esap.example/%'"
    )
    rows = votable.read(sync(url, QUERY=query)[2]).to_pylist()
    assert len(rows) == 4
    assert all("Example" in row["res_title"] and "xample" in row["res_description"] for row in rows)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (RegistryQuestion(keywords="openngc", service="scs"), {"ivo://esap.sandbox/ongc"}),
        (RegistryQuestion(keywords="example", place=(202.47, 47.2, 0.5), service="scs"), {FIELD, SILENT}),
        (RegistryQuestion(waveband="radio", service="sia2"), {"ivo://esap.sandbox/images", SOUTH}),
        (RegistryQuestion(model="obscore", service="tap"), {"ivo://esap.sandbox/tap"}),
        (RegistryQuestion(columns="phot.mag", service="tap"), {"ivo://esap.sandbox/tap"}),
    ],
)  # fmt: skip
def test_the_platforms_own_questions(url, question, expected):
    status, _, body = sync(url, QUERY=question.adql())
    assert status == 200, body
    assert set(votable.read(body)["ivoid"].to_pylist()) == expected


def test_pyvo_discovers_images_without_being_told_where():
    images, log = discover.images_globally(space=(10.68, 41.27, 0.1), timeout=20)
    assert {image.obs_id for image in images} >= {"optical-v/NGC224", "radio-hi/NGC224"}, log
    images, log = discover.images_globally(space=(10.68, 41.27, 0.1), spectrum=0.211 * u.m)
    expected = {"radio-hi/NGC224", "radio-continuum/NGC224"}
    assert {image.obs_id for image in images} == expected, log
