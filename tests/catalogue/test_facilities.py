"""Facilities in catalogue files."""

import pytest

from esap_jupyter.catalogue import load_catalogue
from esap_jupyter.errors import BadRequestError

HUB = '[facilities.hub]\nname = "H"\nkind = "jupyterhub"\nurl = "https://hub.example/"\n'


def read(folder, *texts):
    paths = []
    for number, text in enumerate(texts):
        paths.append(folder / f"{number}.toml")
        paths[-1].write_text(text, encoding="utf-8")
    return load_catalogue(paths)


def test_later_files_override_key_by_key_and_may_hide(tmp_path):
    more = '[facilities.hub]\nnear = ["escape"]\nroom = 5\n'
    hub = read(tmp_path, HUB, more).facilities["hub"]
    assert (hub.base, hub.near, hub.room) == ("https://hub.example", ("escape",), 5)
    assert "hub" not in read(tmp_path, HUB, "[facilities.hub]\nhidden = true\n").facilities


def test_only_the_facility_itself_may_reach_a_private_host(tmp_path):
    text = HUB.replace("https://hub.example/", "http://127.0.0.1:8000")
    catalogue = read(tmp_path, text)
    assert "127.0.0.1:8000" not in catalogue.network_allow


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[facilities.hub]\nname = "H"\nkind = "jupyterhub"\n', "line 1, is incomplete"),
        (HUB + 'urk = "x"\n', "line 5, does not know the key 'urk'"),
        (HUB + "room = 0\n", "line 5, has a wrong value in [facilities.hub]: room is at least"),
        (HUB + 'near = "escape"\n', "line 5, has a wrong value"),
        (HUB.replace("https://hub", "ftp://hub"), "line 4, has a wrong value"),
        (HUB.replace("https://", "https://ada:pw@"), "a name or a password in it"),
        (HUB.replace("example/", "example/?token=x"), "url ends before ? and #"),
        ("[facilities.Hub]\n", "cannot use 'Hub' as an id"),
        ("facilities = 1\n", "wants facilities as tables"),
    ],
)
def test_mistakes_name_the_line(tmp_path, text, says):
    with pytest.raises(BadRequestError) as refusal:
        read(tmp_path, text)
    assert says in str(refusal.value)
