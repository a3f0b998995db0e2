"""Names of DIDs, also the strange ones."""

from urllib.parse import unquote

import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.lake.dids import DidName, LakeAddress, quoted

NAMES = (
    "file.fits",
    "colon:inside.dat",
    "slash/inside.dat",
    "/etc/passwd",
    "with space+plus.dat",
    "percent%41.dat",
    "hash#and?question.dat",
    "ünïcødé-βλ-星.dat",
    "x" * 250,
    "quote'\"<img src=x>.dat",
    "..",
    "../../escape.dat",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_colon_ends_the_scope(name):
    did = DidName.parse(f"test:{name}")
    assert (did.scope, did.name) == ("test", name)
    assert str(did) == f"test:{name}"


@pytest.mark.parametrize("name", NAMES)
def test_a_part_of_a_path_is_one_part_and_comes_back_as_it_was(name):
    part = quoted(name)
    assert not set(part) & set("/?# \\")
    assert part not in {".", ".."}
    assert unquote(part) == name


@pytest.mark.parametrize("name", NAMES)
def test_an_address_in_a_lake_comes_back_as_it_was(name):
    address = LakeAddress("escape", DidName("test", name))
    assert LakeAddress.parse(str(address)) == address


@pytest.mark.parametrize(
    "text", ["", "noscope", ":name", "scope:", " : ", "a:b\nc", "a:\x00", "s" * 600 + ":n", None, 5]
)
def test_what_is_no_did_is_told(text):
    with pytest.raises(BadRequestError):
        DidName.parse(text)


@pytest.mark.parametrize(
    "text", ["escape/scope:name", "rucio://scope:name", "rucio:///a:b", "https://a/b:c"]
)
def test_what_is_no_address_is_told(text):
    with pytest.raises(BadRequestError):
        LakeAddress.parse(text)


@pytest.mark.parametrize("name", ["..", "../x", "a/../b", "%2e%2e/x", "a\\..\\b", "."])
def test_names_that_climb_are_known(name):
    assert DidName("test", name).climbs


@pytest.mark.parametrize("name", ["a..b", "...", "/etc/passwd", "..a/b"])
def test_names_with_other_dots_do_not_climb(name):
    assert not DidName("test", name).climbs
