import asyncio
import threading

import pytest

from esap_jupyter import errors
from tests.support.fake_platform import HOSTILE


async def test_lists_all(ask):
    status, archives = await ask("GET", "archives")
    assert status == 200
    assert [archive["id"] for archive in archives] == ["sandbox", "lofar"]
    assert archives[1]["state"] == "unavailable"
    assert archives[1]["name"] == HOSTILE


async def test_describes_one(ask):
    assert (await ask("GET", "archives", "sandbox"))[1]["default"] is True


@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fetc", "%3Cb%3E", "%00"])
async def test_unknown_is_a_state(ask, name):
    status, error = await ask("GET", "archives", name)
    assert status == 404
    assert error["code"] == "not_found"
    assert error["remedy"]


async def test_check_asks_the_platform(ask, platform):
    status, archive = await ask("POST", "archives", "sandbox", "check")
    assert (status, archive["id"]) == (200, "sandbox")
    assert platform.calls == [("check", "sandbox")]


async def test_archives_that_hang_leave_the_disk_to_others(ask, app, platform, monkeypatch):
    answered = threading.Event()
    waiting = threading.Semaphore(0)

    def hang(archive):
        waiting.release()
        answered.wait(30)
        return platform.archive(archive)

    monkeypatch.setattr(platform, "check", hang)
    for places in ("places", "contacts"):
        monkeypatch.setattr(app, places, asyncio.Semaphore(2))
    checks = [asyncio.ensure_future(ask("POST", "archives", "sandbox", "check")) for _ in range(3)]
    assert await asyncio.to_thread(
        lambda: waiting.acquire(timeout=9) and waiting.acquire(timeout=9)
    )
    status, archives = await ask("GET", "archives")
    assert not any(check.done() for check in checks)
    assert (status, len(archives)) == (200, 2)
    answered.set()
    assert {status for status, _ in await asyncio.gather(*checks)} == {200}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (errors.BadRequestError, 400),
        (errors.ForbiddenAddressError, 403),
        (errors.NotFoundError, 404),
        (errors.TargetNotFoundError, 404),
        (errors.ConflictError, 409),
        (errors.CancelledError, 409),
        (errors.TooLargeError, 413),
        (errors.NotAvailableError, 501),
        (errors.UnreachableError, 502),
        (errors.ArchiveError, 502),
        (errors.BadAnswerError, 502),
        (errors.TimedOutError, 504),
        (errors.EsapError, 500),
    ],
)
async def test_each_error_has_its_status(ask, platform, monkeypatch, kind, expected):
    def refuse(archive):
        raise kind(f"{HOSTILE} went wrong", remedy="Wait.")

    monkeypatch.setattr(platform, "check", refuse)
    status, error = await ask("POST", "archives", "sandbox", "check")
    assert status == expected
    assert error == {"code": kind.code, "message": f"{HOSTILE} went wrong", "remedy": "Wait."}


def test_every_error_of_the_core_is_mapped():
    from esap_jupyter.handlers.base import status_of

    named = [getattr(errors, name) for name in errors.__all__]
    kinds = [kind for kind in named if isinstance(kind, type)]
    unmapped = [kind for kind in kinds if status_of(kind("x")) == 500]
    assert unmapped == [errors.EsapError]


async def test_the_unforeseen_tells_the_log_not_the_client(ask, platform, monkeypatch, caplog):
    def fail(archive):
        raise ZeroDivisionError("secret path /etc")

    monkeypatch.setattr(platform, "check", fail)
    status, error = await ask("POST", "archives", "sandbox", "check")
    assert status == 500
    assert error["code"] == "error"
    assert "secret" not in str(error)
    assert error["remedy"]
    assert "ZeroDivisionError" in caplog.text


async def test_platform_that_cannot_be_built_is_a_state(ask, monkeypatch):
    from esap_jupyter.extension import ESAP

    def refuse(app):
        raise errors.BadRequestError("site.toml, line 3: no such key", remedy="Mend it.")

    monkeypatch.setattr(ESAP, "_build", refuse)
    status, error = await ask("GET", "archives")
    assert (status, error["message"]) == (400, "site.toml, line 3: no such key")
