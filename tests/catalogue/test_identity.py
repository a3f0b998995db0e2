"""What catalogues say of logging in."""

import re
from pathlib import Path

import pytest

from esap_jupyter.catalogue import load_catalogue
from esap_jupyter.errors import BadRequestError


def loaded(tmp_path, *texts):
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"{number}.toml")
        paths[-1].write_text(text)
    return load_catalogue(paths).identity


def test_without_a_word_secrets_are_in_a_file_and_the_hub_is_asked(tmp_path):
    entry = loaded(tmp_path)
    assert (entry.store, entry.hub, entry.issuers) == ("file", True, {})


def test_files_override_one_another_key_by_key(tmp_path):
    entry = loaded(
        tmp_path,
        '[identity]\nstore = "keyring"\nhub = false\n'
        '[identity.issuers.iam]\nurl = "https://iam.example/"\nclient_id = "one"\n',
        '[identity]\nhub = true\n[identity.issuers.iam]\nclient_id = "two"\ncode = true\n',
    )
    assert (entry.store, entry.hub) == ("keyring", True)
    issuer = entry.issuer("https://iam.example")
    assert (issuer.client_id, issuer.code, issuer.exchange) == ("two", True, None)
    assert entry.issuer("https://iam.example.evil.example") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("identity = 5", "not a table"),
        ("[identity]\nissuers = 5", "not a table"),
        ("[identity.issuers]\niam = 5", "issuers.iam is not a table"),
        ('[identity]\nstore = "vault"', "wrong value"),
        ("[identity]\nhub = 1", "wrong value"),
        ("[identity]\npassword = 's'", "unknown field `password`"),
        ('[identity.issuers.iam]\nurl = "http://iam.example"', "no https address"),
        ('[identity.issuers.iam]\nurl = "nonsense"', "no https address"),
        ('[identity.issuers.iam]\nurl = "https://a"\nclient_secret = "s"', "client_secret"),
        ('[identity.issuers.iam]\nclient_id = "esap"', "has no url in any catalogue"),
    ],
)
def test_what_makes_no_sense_is_told(tmp_path, text, words):
    with pytest.raises(BadRequestError, match=words):
        loaded(tmp_path, text)


def test_the_document_shows_what_works(tmp_path):
    text = (Path(__file__).parents[2] / "docs/logins.md").read_text()
    (shown,) = [
        block
        for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
        if "[identity]" in block
    ]
    assert loaded(tmp_path, shown).issuers["iam"].code


def test_an_issuer_on_this_machine_may_use_http(tmp_path):
    text = '[identity.issuers.peer]\nurl = "http://127.0.0.1:18284"'
    assert loaded(tmp_path, text).issuer("http://127.0.0.1:18284") is not None
