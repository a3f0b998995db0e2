"""ObsCore's columns are terms of their own, of ObsCore's table and of no other."""

import pytest

from esap_jupyter.archives.base import Question
from esap_jupyter.archives.vo.tap.connector import TapConnector
from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import SearchRequest
from tests.support.connectors import connect
from tests.support.platforms import platform_of
from tests.support.servers import serve
from tests.support.tap import OBSCORE, tap, votable


@pytest.fixture
def service():
    with serve(tap(votable(0), tables=OBSCORE)) as server:
        yield connect(TapConnector, f"{server.url}/tap")


@pytest.mark.parametrize(
    ("terms", "condition"),
    [
        ({"obs_collection": "lotss-dr2"}, "obs_collection = 'lotss-dr2'"),
        ({"obs_collection": "a, o'b,"}, "obs_collection IN ('a', 'o''b')"),
        ({"facility_name": ["JWST", "HST"]}, "facility_name IN ('JWST', 'HST')"),
        ({"instrument_name": "MIRI"}, "instrument_name = 'MIRI'"),
        ({"target_name": "M 51"}, "target_name = 'M 51'"),
        ({"calib_level": [0, 2]}, "calib_level IN (0, 2)"),
        ({"obs_id": " a,b "}, "obs_id = 'a,b'"),
        ({"obs_publisher_did": "ivo://x?y"}, "obs_publisher_did = 'ivo://x?y'"),
        ({"access_format": "image/fits"}, "access_format = 'image/fits'"),
    ],
)
def test_each_term_restricts(service, terms, condition):
    (query,) = service.queries(Question(parameters=terms))
    assert query.text == f"SELECT * FROM ivoa.obscore WHERE {condition}"


def test_empty_terms_do_not_restrict(service):
    terms = {"obs_collection": " , ", "calib_level": [], "obs_id": " "}
    (query,) = service.queries(Question(parameters=terms))
    assert query.text == "SELECT * FROM ivoa.obscore"


@pytest.mark.parametrize(
    "terms", [{"colour": "red"}, {"calib_level": [7]}, {"calib_level": "2"}, {"obs_id": 5}]
)
def test_what_is_no_term_is_refused(service, terms):
    with pytest.raises(BadRequestError, match="cannot be asked that"):
        service.queries(Question(parameters=terms))


def test_other_tables_have_no_terms(service):
    assert service.form("my.stars") is None
    assert set(service.form(None)["properties"]) == set(service.form("ivoa.ObsCore")["properties"])
    with pytest.raises(BadRequestError, match=r"my\.stars of ALTA has no terms of its own"):
        service.queries(Question(parameters={"obs_id": "x"}, collection="my.stars"))


def test_a_service_without_obscore_has_no_form():
    with serve(tap(votable(0))) as server:
        assert connect(TapConnector, f"{server.url}/tap").form(None) is None


@pytest.mark.parametrize("targets", [[], ["M51"], [f"{ra} 47" for ra in range(180, 220)]])
def test_images_of_the_sandbox_by_level_and_format(tmp_path, targets):
    with platform_of(tmp_path) as esap:

        def rows(**terms):
            request = SearchRequest(
                archives=["sandbox"],
                targets=targets,
                radius=5.0,
                collections={"sandbox": "ivoa.obscore"},
                parameters={"sandbox": terms},
            )
            (activity,) = esap.wait(esap.search(request).id).activities
            assert activity.error is None, activity.error
            return activity.rows

        every = rows(calib_level=[0, 1, 2, 3, 4])
        assert every > 0
        assert sum(rows(calib_level=[level]) for level in range(5)) == every
        assert rows(access_format="text/nothing") == 0
