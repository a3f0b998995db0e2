import subprocess
import sys

import pytest

from esap_jupyter import __version__
from esap_jupyter.cli import command as cli
from esap_jupyter.errors import NotAvailableError, UnreachableError


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("ESAP_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ESAP_CATALOGUE", raising=False)
    return tmp_path / "home"


@pytest.fixture
def later(monkeypatch, tmp_path):
    """An archive whose connector is not installed."""
    path = tmp_path / "later.toml"
    path.write_text('[archives.later]\nname = "Later"\nkind = "nonesuch"\n')
    monkeypatch.setenv("ESAP_CATALOGUE", str(path))


def test_version(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert caught.value.code == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["fly"], ["search"], ["search", "M31", "--radius", "wide"]])
def test_misuse_says_how_to_use_it(capsys, words):
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_help_is_light():
    code = (
        "import sys; from esap_jupyter import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'astropy', 'pyarrow', 'duckdb', 'sqlglot', 'pandas'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


def test_search_shows_rows_and_saves_them(capsys, tmp_path):
    out = tmp_path / "m31.csv"
    words = ["search", "M31", "--radius", "1", "--archive", "sandbox", "--out", str(out)]
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    assert "sandbox: 4 rows, kept as" in said
    assert "NGC0224" in out.read_text()
    before = out.read_bytes()
    assert cli.main(words) == 1
    assert "exists already" in capsys.readouterr().err
    assert out.read_bytes() == before
    assert cli.main(["search", "M31", "--archive", "sandbox"]) == 0
    assert "NGC 224" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere/m31.vot", "There is no folder"),
        ("m31.txt", "cannot be saved as '.txt'"),
        ("m31", "cannot be saved as 'm31'"),
    ],
)
def test_a_file_that_cannot_be_is_refused_before_the_search(
    capsys, tmp_path, monkeypatch, name, said
):
    monkeypatch.setattr("esap_jupyter.platform.Platform.search", None)
    out = str(tmp_path / name)
    assert cli.main(["search", "M31", "--archive", "sandbox", "--out", out, "--overwrite"]) == 2
    assert said in capsys.readouterr().err


def test_a_sandbox_without_its_packages(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "esap_jupyter.sandbox.__main__", None)
    assert cli.main(["sandbox"]) == 1
    assert "pip install 'esap-jupyter[sandbox]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["M31", "--radius", "400", "--archive", "sandbox"], 2, "400"),
        (["M31", "--radius", "-1", "--archive", "sandbox"], 2, "-1"),
        (["M31", "--archive", "nowhere"], 1, "nowhere"),
        (["M31", "--archive", "later"], 1, "No connector of the kind 'nonesuch'"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(capsys, home, words, code, said, later):  # noqa: PLR0917
    assert cli.main(["search", *words]) == code
    errors = capsys.readouterr().err
    assert said in errors
    assert "Traceback" not in errors
    assert not list(home.glob("results/*/result.json"))


def test_a_failed_archive_gives_its_reason_and_exit_code(capsys, monkeypatch):
    def fail(self, query, destination, progress, cancel):
        raise UnreachableError("The sandbox broke off.", remedy="Start it again.")

    monkeypatch.setattr("esap_jupyter.archives.vo.tap.connector.TapConnector.fetch", fail)
    assert cli.main(["search", "M31", "--archive", "sandbox"]) == 1
    assert "Sandbox: The sandbox broke off. Start it again." in capsys.readouterr().err


def test_doctor_asks_nobody_unless_told(capsys, monkeypatch, home):
    def refuse(self, archive_id):
        raise AssertionError("contacted")

    monkeypatch.setattr("esap_jupyter.platform.Platform.check", refuse)
    assert cli.main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert f"esap-jupyter {__version__}" in said
    assert f"home: {home} (writable" in said
    assert "archive sandbox (tap), not contacted yet" in said
    assert "duckdb" in said


def test_doctor_names_lakes_and_who_describes_them(capsys, monkeypatch, tmp_path):
    path = tmp_path / "site.toml"
    path.write_text('[lakes.a]\nname = "A"\nurl = "https://a.example"\n')
    monkeypatch.setenv("ESAP_CATALOGUE", str(path))
    monkeypatch.setenv("RUCIO_BASE_URL", "ftp://b.example")
    assert cli.main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "lake a: A, https://a.example (catalogue), not contacted yet" in said
    assert "lake rucio: Rucio, ftp://b.example (environment), url is no http" in said


def test_doctor_names_a_broken_catalogue(capsys, monkeypatch, tmp_path):
    broken = tmp_path / "site.toml"
    broken.write_text("[archives.x\n")
    monkeypatch.setenv("ESAP_CATALOGUE", str(broken))
    assert cli.main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert f"catalogue: {broken}" in said
    assert "the catalogue cannot be read" in said


@pytest.mark.parametrize(
    ("error", "code"), [(NotAvailableError("No.", remedy="Wait."), 1), (KeyboardInterrupt(), 130)]
)
def test_how_it_ends(capsys, monkeypatch, error, code):
    def command(argv):
        raise error

    monkeypatch.setitem(cli._COMMANDS, "doctor", command)
    assert cli.main(["doctor"]) == code
    assert capsys.readouterr().err == ("jupyter esap: No. Wait.\n" if code == 1 else "")


@pytest.mark.parametrize(("command", "module"), [("sandbox", "sandbox.__main__"), ("demo", "demo")])
def test_commands_pass_their_words_on(monkeypatch, command, module):
    seen = []
    monkeypatch.setattr(f"esap_jupyter.{module}.main", lambda argv: seen.extend(argv) or 5)
    assert cli.main([command, "--port", "8899", "--no-browser"]) == 5
    assert seen == ["--port", "8899", "--no-browser"]
