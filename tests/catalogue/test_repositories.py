"""Repositories of a catalogue."""

import pytest

from esap_jupyter.catalogue import load_catalogue
from esap_jupyter.errors import BadRequestError


def load(tmp_path, text):
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    return load_catalogue([path])


def test_the_ossr_and_the_tutorials_are_built_in():
    catalogue = load_catalogue([])
    assert catalogue.repositories["ossr"].community == "escape2020"
    assert catalogue.repositories["tutorials"].kind == "tutorials"
    assert "zenodo.org:443" in catalogue.network_allow


def test_a_site_adds_overrides_and_hides(tmp_path):
    catalogue = load(
        tmp_path,
        '[repositories.ossr]\nurl = "http://127.0.0.1:9/api/"\n'
        "[repositories.tutorials]\nhidden = true\n"
        '[repositories.ours]\nname = "Ours"\nkind = "list"\nurl = "/etc/esap/list.toml"\n',
    )
    assert list(catalogue.repositories) == ["ossr", "ours"]
    assert catalogue.repositories["ossr"].name == "ESCAPE OSSR"
    assert "127.0.0.1:9" in catalogue.network_allow


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[repositories.x]\nkind = "list"', r"line 1,.*no name"),
        ('[repositories.x]\nname = "X"', r"line 1,.*no kind"),
        ('[repositories.x]\nname = "X"\nkind = "list"\ncolour = 1', r"line 4,.*'colour'"),
        ('[repositories.x]\nname = "X"\nkind = "list"\nhidden = 1', r"line 4,.*wrong value"),
        ('[repositories.x]\nname = "X"\nkind = "list"\nurl = "ftp://a/"', r"line 4,.*no http"),
        ('[repositories.x]\nname = "X"\nkind = "list"\nurl = "https://a:hunter2@b/"', r"line 4"),
        ("repositories = 3", "as tables"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(tmp_path, text, words):
    with pytest.raises(BadRequestError, match=words) as caught:
        load(tmp_path, text)
    assert "hunter2" not in str(caught.value)
