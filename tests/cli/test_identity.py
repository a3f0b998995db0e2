"""Logging in at a terminal."""

import io

import pytest

from esap_jupyter import api, cli
from tests.support.identities import PASSWORD, identities, service_login
from tests.support.tls import PEMS


class Stage:
    """Stands for the platform."""

    def __init__(self, who):
        self.identities = who


@pytest.fixture(autouse=True)
def who(monkeypatch, tmp_path):
    who = identities(tmp_path / "home", service_login())
    monkeypatch.setattr(api, "platform", lambda: Stage(who))
    return who


def test_a_password_is_asked_for(who, capsys, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
    assert cli.main(["login", "escape", "--username", "al", "--account", "al"]) == 0
    assert "logged in" in capsys.readouterr().out
    assert cli.main(["identity"]) == 0
    shown = capsys.readouterr()
    assert "escape" in shown.out
    assert PASSWORD not in shown.out + shown.err
    assert cli.main(["logout", "escape"]) == 0
    assert who.get("escape").state == "out"


@pytest.mark.parametrize("from_stdin", [True, False])
def test_a_token_comes_from_a_file(who, tmp_path, monkeypatch, from_stdin):
    file = tmp_path / "token"
    file.write_text("my-token\n")
    monkeypatch.setattr("sys.stdin", io.StringIO("my-token\n"))
    assert cli.main(["login", "escape", "--token-file", "-" if from_stdin else str(file)]) == 0
    assert who.credential("escape").token == "my-token"


def test_a_proxy_is_a_file(who, tmp_path):
    proxy = tmp_path / "proxy.pem"
    proxy.write_bytes((PEMS / "client.pem").read_bytes() + (PEMS / "client.key").read_bytes())
    proxy.chmod(0o600)
    assert cli.main(["login", "escape", "--proxy", str(proxy)]) == 0
    assert who.get("escape").kind == "x509_proxy"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["login", "escape"], 2, "wants credentials"),
        (["login", "escape", "--token-file", "/nowhere"], 2, "cannot be read"),
        (["login", "nowhere", "--token-file", "-"], 1, "no service 'nowhere'"),
        (["logout", "nowhere"], 1, "no service 'nowhere'"),
    ],
)
def test_what_does_not_work_is_told(capsys, monkeypatch, words, code, told):
    monkeypatch.setattr("sys.stdin", io.StringIO("t"))
    assert cli.main(words) == code
    assert told in capsys.readouterr().err


def test_a_password_has_no_place_on_a_command_line(capsys):
    for option in ("--password", "--token"):
        with pytest.raises(SystemExit):
            cli.main(["login", "escape", option, PASSWORD])
    assert "--token-file" in capsys.readouterr().err
