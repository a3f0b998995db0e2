"""Which addresses are public."""

import pytest

from esap_jupyter.errors import BadRequestError, ForbiddenAddressError
from esap_jupyter.net import AddressGuard

PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "ff02::1",
    "fec0::1",
    "::7f00:1",
    "::8.8.8.8",
]


NAMES = [
    "localhost",
    "a.localhost.",
    "127.0.0.1",
    "[::1]",
    "[fe80::1%25eth0]",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "2852039166",
    "%31%32%37.0.0.1",
    "\uff11\uff12\uff17\u30020\u30020\u30021",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused_unless_named(address):
    with pytest.raises(ForbiddenAddressError, match="somewhere:80") as caught:
        AddressGuard().check("somewhere", 80, address)
    assert "[network]" in caught.value.remedy
    AddressGuard(["somewhere:80"]).check("somewhere", 80, address)


@pytest.mark.parametrize("address", ["8.8.8.8", "130.79.128.30", "2001:660:2407:9::5"])
def test_public_addresses_are_free(address):
    AddressGuard().check("somewhere", 443, address)


def test_another_port_is_another_host():
    guard = AddressGuard(["http://127.0.0.1:8000/tap"])
    guard.check("127.0.0.1", 8000, "127.0.0.1")
    with pytest.raises(ForbiddenAddressError):
        guard.check("127.0.0.1", 8001, "127.0.0.1")


@pytest.mark.parametrize("text", ["https://Archive.Example/x", "archive.example:443"])
def test_names_are_compared_without_case_and_trailing_dot(text):
    AddressGuard([text]).check("archive.example.", 443, "10.0.0.1")


@pytest.mark.parametrize("text", ["somewhere", "http://", "x:port", "x:99999"])
def test_a_host_needs_a_port(text):
    with pytest.raises(BadRequestError):
        AddressGuard([text])


@pytest.mark.parametrize("name", NAMES)
def test_names_that_are_addresses_are_refused_before_a_proxy(name):
    with pytest.raises(ForbiddenAddressError):
        AddressGuard().check_name(name, 80)


@pytest.mark.parametrize(
    "name", ["example.org", "8.8.8.8", "134744072", "b\u00fccher.example", "\u30fb" * 70]
)
def test_other_names_are_left_to_the_proxy(name):
    AddressGuard().check_name(name, 80)


def test_a_derived_guard_knows_more_but_no_metadata():
    guard = AddressGuard(["10.0.0.1:80"])
    derived = guard.derived()
    derived.allow("storage.example:1094")
    derived.check("storage.example", 1094, "10.0.0.2")
    derived.check("10.0.0.1", 80, "10.0.0.1")
    with pytest.raises(ForbiddenAddressError):
        guard.check("storage.example", 1094, "10.0.0.2")
    for address in ("169.254.169.254", "fe80::1", "fd00:ec2::254", "::ffff:169.254.169.254"):
        with pytest.raises(ForbiddenAddressError):
            derived.check("storage.example", 1094, address)
    guard.allow("later.example:80")
    derived.check("later.example", 80, "10.0.0.3")
