"""What a real Rucio refuses with, in our words."""

import json
from pathlib import Path

import pytest

from esap_jupyter.errors import (
    AccessDeniedError,
    BadAnswerError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    NotLoggedInError,
    QuotaError,
    UnreachableError,
)
from esap_jupyter.lake.refusals import lake_refusal

ANSWERS = Path(__file__).parents[1] / "support/rucio_answers"

KINDS = {
    "account_404": NotFoundError,
    "auth_userpass_401": NotLoggedInError,
    "auth_x509_401": NotLoggedInError,
    "did_404": NotFoundError,
    "did_add_401": AccessDeniedError,
    "did_add_409": ConflictError,
    "rse_404": NotFoundError,
    "rses_expression_400": BadRequestError,
    "rule_404": NotFoundError,
    "rule_delete_401": AccessDeniedError,
    "rule_duplicate_409": ConflictError,
    "rule_expression_409": BadRequestError,
    "rule_quota_409": QuotaError,
    "rule_unknown_did_404": NotFoundError,
    "token_expired_401": NotLoggedInError,
}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_recorded_refusals_are_told_apart(name):
    recorded = json.loads((ANSWERS / f"{name}.json").read_text())
    headers = {key.lower(): value for key, value in recorded["headers"].items()}
    error = lake_refusal(recorded["status"], headers, recorded["text"].encode(), who="Escape")
    assert type(error).__mro__.index(KINDS[name]) <= 1
    assert error.message.startswith("Escape refused: ") or "Escape answered" in error.message
    assert error.message[-1] in ".!"
    assert error.remedy


def test_a_success_is_no_refusal():
    assert lake_refusal(201, {}, b"Created", who="Escape") is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, BadAnswerError),
        (403, AccessDeniedError),
        (401, NotLoggedInError),
        (503, UnreachableError),
    ],
)
def test_what_is_not_of_rucio_goes_by_its_status(status, kind):
    error = lake_refusal(status, {}, b"<html>nginx</html>", who="Escape")
    assert type(error).__mro__.index(kind) <= 1
    assert str(status) in error.message


@pytest.mark.parametrize(
    "body", [b"[1]", b'"x"', b"{" * 5000, b"\xff\xfe", b'{"ExceptionMessage": 5}']
)
def test_nonsense_is_survived(body):
    assert lake_refusal(500, {}, body, who="Escape") is not None


def test_control_characters_and_length_are_bounded():
    body = json.dumps({"ExceptionClass": "X", "ExceptionMessage": "a\x1b[31m" + "b" * 9000})
    error = lake_refusal(409, {}, body.encode(), who="Escape")
    assert error.message.isprintable()
    assert len(error.message) < 700


def test_what_was_sent_is_not_repeated_though_the_lake_does():
    secret = "hunter2-" + "x" * 700
    body = json.dumps(
        {"ExceptionClass": f"No {secret}", "ExceptionMessage": f"'{secret}' is wrong"}
    ).encode()
    headers = {"exceptionmessage": secret}
    for each in (body, b""):
        error = lake_refusal(500, headers, each, who="Lake", secrets=["", secret])
        assert error is not None
        assert "hunter2" not in f"{error!r} {error} {error.message} {error.remedy}"


def test_a_password_that_is_a_part_of_common_words_spoils_none():
    body = json.dumps(
        {"ExceptionClass": "CannotAuthenticate", "ExceptionMessage": "Cannot log in with no"}
    ).encode()
    error = lake_refusal(401, {}, body, who="Lake", secrets=["no"])
    assert isinstance(error, NotLoggedInError)
    assert "Cannot log in with …" in error.message
