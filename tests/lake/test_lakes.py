"""The lakes of a deployment."""

import pytest

from esap_jupyter.catalogue import lake_of, load_catalogue
from esap_jupyter.errors import BadRequestError, NotAvailableError, NotFoundError
from esap_jupyter.lake.dids import LakeAddress
from esap_jupyter.lake.lakes import Lakes
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.rucio import FakeRucio
from tests.support.lakes import password
from tests.support.servers import closed_port


def open_lakes(entries):
    """Give lakes that nobody asks anything."""
    return Lakes(described=lambda: entries, http=lambda: None, credential=lambda *_: password())


@pytest.fixture
def several(fake):
    http = HttpClient(guard=AddressGuard(), user_agent="t", retries=0)
    with FakeRucio(account="alice", password="other") as second:
        entries = {
            "first": lake_of({"id": "first", "name": "First", "url": fake.url}),
            "second": lake_of({"id": "second", "name": "Second", "url": second.url}),
            "down": lake_of({"id": "down", "name": "Down", "url": closed_port()}),
        }
        secrets = {"first": "alicepw", "second": "other", "down": "x"}
        lakes = Lakes(
            described=lambda: entries,
            http=lambda: http,
            credential=lambda lake, _refused: password(secret=secrets[lake]),
        )
        yield lakes, fake, second
        lakes.close()


def test_listing_contacts_nobody(several):
    lakes, first, second = several
    assert [lake.state for lake in lakes.list()] == ["unknown"] * 3
    assert [login.id for login in lakes.logins()] == ["first", "second", "down"]
    assert first.asked == second.asked == []


def test_two_lakes_with_the_same_account_keep_to_themselves(several):
    lakes, first, second = several
    assert lakes.get("first").accounts.name() == lakes.get("second").accounts.name() == "alice"
    first.expire()
    lakes.get("second").accounts.scopes()
    tokens = {asked.headers.get("X-Rucio-Auth-Token") for asked in first.asked} - {None}
    others = {asked.headers.get("X-Rucio-Auth-Token") for asked in second.asked} - {None}
    assert lakes.get("first") is lakes.get("first")
    assert [asked.path for asked in second.asked].count("/auth/userpass") == 1
    assert tokens
    assert others


def test_checking_tells_what_came_of_it(several):
    lakes, _, _ = several
    assert (lakes.check("first").state, lakes.check("first").version) == ("reachable", "41.5.1")
    down = lakes.check("down")
    assert down.state == "unreachable"
    assert "cannot be reached" in down.reason
    assert lakes.list()[2].state == "unreachable"
    with pytest.raises(NotFoundError, match="no lake 'nope'"):
        lakes.check("nope")


def test_a_lake_is_found_by_its_id_or_its_host(several):
    lakes, first, _ = several
    for text in ("rucio://first/test:a", f"rucio://{first.hostport}/test:a"):
        assert lakes.at(LakeAddress.parse(text)).entry.id == "first"
    with pytest.raises(NotFoundError):
        lakes.at(LakeAddress.parse("rucio://elsewhere/test:a"))


def test_what_makes_no_sense_is_listed_with_its_reason():
    broken = lake_of({"id": "b", "name": "B", "url": "https://b.example", "reason": "it is odd"})
    lakes = Lakes(described=lambda: {"b": broken}, http=lambda: None, credential=lambda *_: None)
    (lake,) = lakes.list()
    assert (lake.state, lake.reason) == ("unavailable", "it is odd")
    assert lakes.logins() == ()
    with pytest.raises(NotAvailableError, match="it is odd"):
        lakes.get("b")


def write(tmp_path, text):
    path = tmp_path / "c.toml"
    path.write_text(text)
    return path


def test_a_catalogue_describes_a_lake(tmp_path):
    path = write(
        tmp_path,
        """
        [lakes.escape]
        name = "ESCAPE"
        url = "https://rucio.example/"
        rse = "EULAKE-1"
        mount = "/eos"
        path_begins_at = 4
        lifetime_days = 7
        auth = "oidc"
        [lakes.escape.mounts.OTHER]
        path = "/other"
        """,
    )
    entry = load_catalogue([path]).lakes["escape"]
    assert entry.base == "https://rucio.example"
    assert set(entry.all_mounts) == {"EULAKE-1", "OTHER"}
    assert (entry.made_available, entry.lifetime) == ("replica", 604800)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('url = "ftp://x"', "line 3"),
        ('urll = "https://x"', "does not know the key 'urll'"),
        ('auth = "kerberos"', "kerberos"),
        ("lifetime_days = -1", "lifetime_days"),
        ("timeout = 0", "timeout"),
        ('password = "x"', "does not know the key 'password'"),
        ("vouched = true", "does not know the key 'vouched'"),
        ('mounts = { A = { path = "/x", odd = 1 } }', "odd"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_spoils_no_other_lake(tmp_path, line, says):
    text = f'[lakes.escape]\nname = "E"\n{line}\n'
    text += "" if line.startswith("url ") else 'url = "https://rucio.example"\n'
    text += '[lakes.good]\nname = "Good"\nurl = "https://good.example"\n'
    lakes = load_catalogue([write(tmp_path, text)]).lakes
    assert says in lakes["escape"].reason
    assert lakes["escape"].name == "E"
    assert (lakes["good"].reason, lakes["good"].url) == ("", "https://good.example")
    with pytest.raises(NotAvailableError, match=r"^E cannot be used: the catalogue .*, line \d"):
        open_lakes(lakes).get("escape")
    assert [lake.state for lake in open_lakes(lakes).list()] == ["unavailable", "unknown"]


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        (
            '[lakes."E S"]\nname = "E"\nurl = "https://e.example"',
            "e-s",
            "cannot use 'E S' as an id",
        ),
        ("[lakes]\nescape = 5", "escape", "to be a table"),
        ('[lakes.escape]\nurl = "https://a:hunter2@e.example"', "escape", "has no name"),
    ],
)
def test_what_is_no_table_of_a_lake_is_told_too(tmp_path, text, key, says):
    entry = load_catalogue([write(tmp_path, text)]).lakes[key]
    assert says in entry.reason
    assert "hunter2" not in repr(entry)


def test_what_is_no_lakes_at_all_is_told_of_the_file(tmp_path):
    with pytest.raises(BadRequestError, match="wants lakes as tables"):
        load_catalogue([write(tmp_path, "lakes = 5")])
