"""Where files go, and the manifest beside them."""

import json
import os
import stat

import pytest

from esap_jupyter.catalogue import load_catalogue
from esap_jupyter.errors import BadRequestError
from esap_jupyter.staging.record import MANIFEST, Line, write_line
from esap_jupyter.staging.template import Layout, folder_parts
from esap_jupyter.urls import without_secrets

USUAL = Layout("{archive}/{collection}/{name}")


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ({"archive": "astron_vo", "collection": "lotss-dr2"}, ["astron_vo", "lotss-dr2"]),
        ({"archive": "astron_vo", "host": "h"}, ["astron_vo"]),
        ({"host": "example.org"}, ["example.org"]),
        ({"archive": "a", "collection": "../../etc"}, ["a", "etc"]),
        ({"archive": "a", "collection": "x/../y"}, ["a", "x_.._y"]),
        ({"archive": "CON", "collection": "a:b"}, ["file_CON", "a_b"]),
    ],
)
def test_folders_are_plain_names_below_one(fields, parts):
    found = USUAL.parts(**fields)
    assert found[0] == "esap-data"
    assert [part.strip("._") or part for part in found[1:]] == parts or found[1:] == parts
    assert not any(part in {"", ".", ".."} or "/" in part for part in found)


@pytest.mark.parametrize("folder", ["../x", "a/../b", ".hidden", "a/.b", "a\\b", "a/CON"])
def test_a_folder_of_ones_own_stays_in_the_workspace(folder):
    with pytest.raises(BadRequestError):
        folder_parts(folder)
    assert folder_parts("data/run 1/") == ["data", "run 1"]


@pytest.mark.parametrize(
    "text",
    [
        'layout = "{archive}"',
        'layout = "../{name}"',
        'layout = "{name}/{name}"',
        'layout = "{nothing}/{name}"',
        "layout = 3",
        "connections = 0",
        "per_host = 1000",
        "rate = 0",
        'mounts = {"ftp://x/" = "/mnt"}',
        'mounts = {"https://x/" = "/"}',
        'mounts = {"https://x" = "/mnt"}',
        "layouts = 3",
    ],
)
def test_what_makes_no_sense_in_a_catalogue_is_told_with_its_line(tmp_path, text):
    path = tmp_path / "c.toml"
    path.write_text(f"\n[staging]\n{text}\n")
    with pytest.raises(BadRequestError, match="staging"):
        load_catalogue([path])


def test_later_catalogues_override_earlier_ones(tmp_path):
    one, two = tmp_path / "1.toml", tmp_path / "2.toml"
    one.write_text('[staging]\nrate = 5\n[staging.mounts]\n"https://a/" = "/a"\n')
    two.write_text('[staging]\nlayout = "{host}/{name}"\n[staging.mounts]\n"https://b/" = "/b"\n')
    entry = load_catalogue([one, two]).staging
    assert (entry.rate, entry.layout) == (5, "{host}/{name}")
    assert entry.mounts == {"https://a/": "/a", "https://b/": "/b"}


def test_the_manifest_holds_no_secret_and_is_no_link(tmp_path):
    write_line(tmp_path, Line(name="a", size=1, url="https://u:p@h/a?x=1&token=s"))
    (line,) = (tmp_path / MANIFEST).read_text().splitlines()
    assert json.loads(line)["url"] == "https://h/a?x=1"
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / MANIFEST).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="esap-manifest"):
        write_line(tmp_path / "there", Line(name="a", size=1))
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://h/a?ID=ivo://x/y&x=%20", "https://h/a?ID=ivo://x/y&x=%20"),
        ("https://me:pw@h:8443/a", "https://h:8443/a"),
        ("https://h/a?X-Amz-Credential=1&X-Amz-Signature=2&n=3", "https://h/a?n=3"),
        ("https://h/a?access_token=t", "https://h/a"),
        ("https://h/a?sas_id=4&author=me&SR=1", "https://h/a?sas_id=4&author=me&SR=1"),
        ("rucio://lake/a:b", "rucio://lake/a:b"),
    ],
)
def test_what_gives_access_is_taken_out_of_addresses(url, plain):
    assert without_secrets(url) == plain


def test_the_manifest_has_the_rights_that_a_persons_files_have(tmp_path):
    """In a folder that a group shares, each of them adds to it."""
    before = os.umask(0o002)
    try:
        write_line(tmp_path, Line(name="a", size=1))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / MANIFEST).stat().st_mode) == 0o664
