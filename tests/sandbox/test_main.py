"""The process as others start it."""

import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

COMMAND = [sys.executable, "-m", "esap_jupyter.sandbox"]


def start(*words, **options):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    return subprocess.Popen([*COMMAND, *words], **pipes)


def test_says_where_it_is_and_ends_with_its_parent():
    with start("--port", "0", "--parent-pipe", stdin=subprocess.PIPE) as process:
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        assert url.endswith("/tap")
        with urllib.request.urlopen(f"{url}/availability", timeout=10) as reply:
            assert b"true" in reply.read()
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert errors == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_says_how_to_stop_it_and_ends_when_told(number):
    # Where this runs in the background of a script, Ctrl-C is ignored, and its children inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = start("--port", "0", stdin=subprocess.DEVNULL)
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        process.stdout.readline()
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert errors.endswith("until you stop it with Ctrl-C.\n")
    assert errors.count("\n") == 1


def test_a_taken_port_is_an_error_in_words():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = subprocess.run(
            [*COMMAND, "--port", str(port)], capture_output=True, text=True, timeout=60, check=False
        )
    assert found.returncode == 1
    assert f"cannot listen on port {port}" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("words", [["--port", "-1"], ["--port", "70000"], ["--rows", "x"]])
def test_misuse(words):
    found = subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert found.returncode == 2
    assert "whole number" in found.stderr or "expected one argument" in found.stderr


def test_help_names_the_command_and_only_what_people_use():
    found = subprocess.run(
        [*COMMAND, "--help"], capture_output=True, text=True, timeout=60, check=False
    )
    assert found.stdout.startswith("usage: jupyter esap sandbox ")
    assert "parent-pipe" not in found.stdout


def test_nothing_is_made_before_it_is_asked_for():
    words = (
        "import sys\n"
        "from esap_jupyter.sandbox.database import build\n"
        "from esap_jupyter.sandbox.services import make_site\n"
        "database = build()\n"
        "make_site(database)\n"
        "assert 'ivoa.obscore' in database.engine._pending, database.engine._pending\n"
        "assert 'rr.stc_spatial' in database.engine._pending\n"
        "print('astropy' in sys.modules)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, timeout=60, check=False
    )
    assert found.stdout == "False\n", found.stderr
