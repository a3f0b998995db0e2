"""Catalogue files: merging, and mistakes in them."""

import os

import pytest

from esap_jupyter.catalogue import load_catalogue
from esap_jupyter.errors import BadRequestError


def write(folder, text, name="a.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_built_in_archives():
    catalogue = load_catalogue([])
    assert list(catalogue.archives) == [
        "sandbox",
        "astron_vo",
        "apertif",
        "lofar",
        "zooniverse",
        "vo",
        "local",
    ]
    assert [each.id for each in catalogue.archives.values() if each.default] == [
        "sandbox",
        "astron_vo",
    ]
    assert "vo.astron.nl:443" in catalogue.network_allow


def test_later_files_override_key_by_key(tmp_path):
    first = write(tmp_path, '[archives.astron_vo]\nurl = "https://one.example/tap"\nmaxrec = 5\n')
    second = write(tmp_path, '[archives.astron_vo]\nurl = "http://[::1]:81/tap"\n', "b.toml")
    catalogue = load_catalogue([first, second])
    entry = catalogue.archives["astron_vo"]
    assert (entry.name, entry.url, entry.maxrec) == ("ASTRON VO", "http://[::1]:81/tap", 5)
    assert "[::1]:81" in catalogue.network_allow
    assert "vo.astron.nl:443" not in catalogue.network_allow


def test_tables_of_other_versions_are_left_alone(tmp_path):
    path = write(tmp_path, '[repositories.ossr]\nkind = "rucio"\n[network]\nallow = ["h:1"]\n')
    assert "h:1" in load_catalogue([path]).network_allow


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[archives.a\n", "line 1"),
        ("x = 1\n[archive]\n", "line 2, does not know the table [archive]"),
        (
            '[archives.a]\nname = "A"\nkind = "tap"\nurk = "x"\n',
            "line 4, does not know the key 'urk'",
        ),
        ('# x\n\n[archives.a]\nname = 3\nkind = "tap"\n', "line 4, has a wrong value"),
        ('[archives.a]\nname = "A"\n', "line 1, is incomplete: [archives.a] has no kind."),
        ('[archives.a]\nkind = "tap"\n', "line 1, is incomplete: [archives.a] has no name."),
        ('[archives.a]\nname = "A"\nkind = "tap"\nurl = "file:///etc"\n', "line 4, wants url"),
        ('[archives.a]\nname = "A"\nkind = "tap"\nmaxrec = 0\n', "line 4, wants maxrec"),
        ('[archives."A B"]\nname = "A"\n', "line 1, cannot use 'A B'"),
        ("[network]\nallow = 'x'\n", "line 2, wants allow"),
        ("[network]\nallow = ['noport']\n", "line 2, wants allow"),
        ("[network]\ndeny = []\n", "line 2, does not know the key 'deny'"),
        ("archives = 3\n", "wants archives as tables"),
        ("network = 3\n", "wants [network] to be a table"),
        ("[archives]\na = 3\n", "to be a table"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path, text, says):
    path = write(tmp_path, text)
    with pytest.raises(BadRequestError) as caught:
        load_catalogue([path])
    assert str(path) in caught.value.message
    assert says in caught.value.message
    assert caught.value.remedy


def test_environment_names_more_files(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    (tmp_path / "config" / "esap").mkdir(parents=True)
    user = '[archives.u]\nname = "U"\nkind = "tap"\n'
    write(tmp_path / "config" / "esap", user)
    named = write(tmp_path, '[archives.u]\nname = "Named"\n')
    monkeypatch.setenv("ESAP_CATALOGUE", os.pathsep.join([str(named), ""]))
    assert load_catalogue().archives["u"].name == "Named"
    monkeypatch.setenv("ESAP_CATALOGUE", str(tmp_path / "missing.toml"))
    with pytest.raises(BadRequestError, match="cannot be read: No such file"):
        load_catalogue()


def test_sources_of_archives_are_vouched_for(tmp_path):
    text = (
        '[sources.gw]\nname = "ESAP"\nkind = "esap_gateway"\n'
        'url = "http://10.0.0.1:8080/esap-api"\noptions = { hide = ["ivoa"] }\n'
    )
    catalogue = load_catalogue([write(tmp_path, text)])
    assert catalogue.sources["gw"].options == {"hide": ["ivoa"]}
    assert "10.0.0.1:8080" in catalogue.network_allow


def test_hidden_archives_are_not_offered(tmp_path):
    path = write(tmp_path, "[archives.lofar]\nhidden = true\n")
    catalogue = load_catalogue([path])
    assert "lofar" not in catalogue.archives
    assert "lta.lofar.eu:443" not in catalogue.network_allow
    shown = write(tmp_path, "[archives.lofar]\nhidden = false\n", "b.toml")
    assert "lofar" in load_catalogue([path, shown]).archives


def test_switches(tmp_path):
    usual = load_catalogue([]).features
    assert (usual.adql, usual.add, usual.registry, usual.local) == (True, True, True, True)
    path = write(tmp_path, "[features]\nadql = false\nregistry = false\nlocal = false\n")
    catalogue = load_catalogue([path])
    assert (catalogue.features.adql, catalogue.features.add) == (False, True)
    assert {"registry", "local"} <= {each.kind for each in load_catalogue([]).archives.values()}
    assert {"registry", "local"}.isdisjoint(each.kind for each in catalogue.archives.values())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[features]\nadqll = false\n", "line 2, does not know the key 'adqll' in [features]"),
        ('[features]\nadql = "no"\n', "line 2, wants adql in [features] to be true or false"),
        ("features = 3\n", "wants [features] to be a table"),
        ("sources = 3\n", "wants sources as tables"),
        ('[sources.gw]\nname = "A"\n', "line 1, is incomplete: [sources.gw] has no kind."),
        (
            '[sources.gw]\nname = "A"\nkind = "discovery"\nurl = "x"\n',
            "line 4, wants url in [sources.gw]",
        ),
        (
            '[sources.gw]\nname = "A"\nkind = "discovery"\nurl = "http://a/"\nvouch = true\n',
            "does not know the key 'vouch' in [sources.gw]",
        ),
        (
            '[sources.mine]\nname = "A"\nkind = "discovery"\nurl = "http://a/"\n',
            "cannot call a source 'mine'",
        ),
        ('[archives.sandbox]\nsource = "mine"\n', "does not know the key 'source'"),
        ('[archives.sandbox]\nhidden = "yes"\n', "has a wrong value"),
    ],
)
def test_mistakes_in_sources_and_switches(tmp_path, text, says):
    path = write(tmp_path, text)
    with pytest.raises(BadRequestError) as caught:
        load_catalogue([path])
    assert says in caught.value.message
    assert caught.value.remedy
