"""SURLs and SAS ids as people paste them."""

import json

import pytest

from esap_jupyter.archives.rest.lofar.surls import MOST_SURLS, Surl, read_sas_ids, read_surls
from esap_jupyter.archives.rest.lofar.terms import form, read_terms
from esap_jupyter.errors import BadRequestError
from tests.peers.fakes.stageit import SURLS


@pytest.mark.parametrize(
    ("surl", "told"),
    [
        (SURLS[0], ("SURF", "lc4_034", 403972, "visibility")),
        (SURLS[1], ("SURF", "lc4_034", 403972, "visibility")),
        (SURLS[2], ("Jülich", "lc8_029", 652884, "timeseries")),
        (SURLS[3], ("Poznań", "lc6_004", 555005, "visibility")),
        ("srm://srm.grid.sara.nl/pnfs/x/L123456_odd.tar", ("SURF", None, 123456, None)),
        ("srm://srm.grid.sara.nl/pnfs/x/odd.fits", ("SURF", None, None, "image")),
    ],
)
def test_what_a_surl_tells(surl, told):
    read = Surl.read(surl)
    assert (read.site, read.project, read.sas_id, read.kind) == told
    assert read.surl == surl
    assert read.name == surl.rpartition("/")[2]


def test_ways_of_writing_are_one_file():
    path = SURLS[0].partition(":8443")[2]
    ways = [
        SURLS[0],
        f"srm://srm.grid.sara.nl{path}",
        f"srm://srm.grid.sara.nl:8443/srm/managerv2?SFN={path}",
        f"srm://srm.grid.sara.nl:8443/{path}",
    ]
    assert len({Surl.read(way).key for way in ways}) == 1
    assert [each.surl for each in read_surls("\n".join(ways))] == [SURLS[0]]


def test_pasted_text_is_taken_apart():
    pasted = f"  '{SURLS[0]}',\r\n\t{SURLS[2]} ;\n\n<{SURLS[3]}>\n"
    assert [each.surl for each in read_surls(pasted)] == [SURLS[0], SURLS[2], SURLS[3]]
    assert read_surls(" \n ") == []


@pytest.mark.parametrize(
    "word",
    [
        "403972",
        "https://webdav.grid.surfsara.nl/x",
        "srm://",
        "srm:///x",
        "srm://srm.grid.sara.nl",
        "srm://srm.grid.sara.nl/",
        "srm://[::1/x",
        "srm://srm.grid.sara.nl/a\u0007",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_surl_is_named(word):
    with pytest.raises(BadRequestError, match="is not a SURL") as caught:
        read_surls(f"{SURLS[0]}\n{word}")
    assert "srm://" in caught.value.remedy


def test_other_sites_are_refused():
    with pytest.raises(BadRequestError, match=r"srm\.evil\.example is not a site of LOFAR"):
        read_surls("srm://srm.evil.example/pnfs/x")
    with pytest.raises(BadRequestError, match="is not a site"):
        read_surls("srm://srm.grid.sara.nl.evil.example/pnfs/x")


def test_too_many_are_refused():
    many = "\n".join(f"srm://srm.grid.sara.nl/pnfs/{i}" for i in range(MOST_SURLS + 1))
    with pytest.raises(BadRequestError, match=f"more than {MOST_SURLS}"):
        read_surls(many)


def test_sas_ids():
    assert read_sas_ids("L403972, 652884\n403972 l555005") == [403972, 652884, 555005]
    for wrong in ("L12", "403972a", "4.5", "L40397212345", "-1"):
        with pytest.raises(BadRequestError, match="is not a SAS id"):
            read_sas_ids(wrong)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"surl": "x"}, "LTA has no term 'surl'"),
        ({"stageit": "yes"}, "stageit of LTA is neither"),
        ({"days": 0}, "days of LTA cannot be '0'"),
        ({"days": "3"}, "days of LTA cannot be"),
        ({"antenna": "VHF"}, "antenna of LTA cannot be 'VHF'"),
        ({"product": "__class__"}, "product of LTA cannot be"),
        ({"surls": {"a": 1}}, "surls of LTA cannot be"),
        ({"sas_ids": [1.5]}, "sas_ids of LTA cannot be"),
    ],
)
def test_terms_are_checked(given, says):
    with pytest.raises(BadRequestError, match=says):
        read_terms(given, who="LTA")


def test_terms_take_lists_from_python():
    terms = read_terms({"surls": list(SURLS[:2]), "sas_ids": [403972], "stageit": True}, who="LTA")
    assert [each.surl for each in terms.surls] == list(SURLS[:2])
    assert (terms.sas_ids, terms.stageit, terms.days) == ((403972,), True, 30)
    assert read_terms({"sas_ids": 403972, "days": 3}, who="LTA").days == 3


@pytest.mark.parametrize("catalogue", [True, False])
def test_the_form(catalogue):
    schema = form(catalogue=catalogue, token="No token.")
    fields = schema["properties"]
    assert fields["surls"]["format"] == "textarea"
    assert fields["stageit"]["title"] == "Also say what is online"
    assert "No token." in fields["stageit"]["description"]
    assert ("antenna" in fields) == catalogue
    assert ("lofar_lta" in schema["description"]) != catalogue
    read_terms({key: field["default"] for key, field in fields.items()}, who="LTA")
    json.dumps(schema)
