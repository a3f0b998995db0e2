"""The widget's questions and answers, without a notebook."""

import queue
import threading
from pathlib import Path
from typing import Any

import pytest

from esap_jupyter.kernel.namespace import Namespace
from esap_jupyter.models import SearchRequest
from esap_jupyter.widgets.bridge import Bridge
from esap_jupyter.widgets.operations import Operations
from tests.support.memory_platform import MemoryPlatform


class Asker:
    """A front end that waits for each answer."""

    def __init__(self, platform: MemoryPlatform, namespace: Namespace | None) -> None:
        self.sent: queue.Queue[dict[str, Any]] = queue.Queue()
        self.answered: list[str] = []
        operations = Operations(platform=platform, namespace=namespace)  # type: ignore[arg-type]
        self.bridge = Bridge(
            operations=operations,
            send=self.sent.put,
            answered=lambda method, _: self.answered.append(method),
        )

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self.bridge.receive({"id": "1", "method": method, "params": params})
        assert self.sent.get(timeout=20) == {"id": "1", "seen": True}
        answer = self.sent.get(timeout=20)
        assert answer.pop("id") == "1"
        return answer


@pytest.fixture
def platform(tmp_path: Path) -> MemoryPlatform:
    return MemoryPlatform(tmp_path)


@pytest.fixture
def variables() -> dict[str, Any]:
    return {}


@pytest.fixture
def asker(platform: MemoryPlatform, variables: dict[str, Any]) -> Asker:
    return Asker(platform, Namespace(variables))


def test_answers_are_the_models(asker: Asker) -> None:
    archive = asker.ask("archives")["ok"][0]
    assert archive["id"] == "sandbox"
    assert archive["state"] == "unknown"
    assert asker.ask("resolve", text="M31", online=True)["ok"]["source"] == "OpenNGC"


def test_errors_are_states(asker: Asker) -> None:
    assert asker.ask("resolve", text="nobody")["error"] == {
        "code": "target_not_found",
        "message": "Nobody knows 'nobody'.",
        "remedy": "Try coordinates.",
    }
    assert asker.ask("check", id="sandbox")["error"]["code"] == "unreachable"


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("__init__", {}),
        ("close", {}),
        ("archive", {}),
        ("archive", {"id": 3}),
        ("archive", {"id": "sandbox", "more": 1}),
        ("search", {"request": {"archives": "sandbox"}}),
        ("rows", {"id": "r", "start": 0, "stop": 1, "columns": "0"}),
    ],
)
def test_wrong_questions_are_refused(asker: Asker, method: str, params: dict[str, Any]) -> None:
    assert asker.ask(method, **params)["error"]["code"] == "bad_request"


@pytest.mark.parametrize("message", [None, [], "x", {}, {"id": 3}])
def test_what_is_no_question_is_ignored(asker: Asker, message: object) -> None:
    asker.bridge.receive(message)
    assert asker.sent.empty()


def test_unforeseen_errors_are_told(asker: Asker, platform: MemoryPlatform) -> None:
    del platform.searches
    answer = asker.ask("searching", id="s1")
    assert "AttributeError" in answer["error"]["message"]


def test_rows_are_exact(asker: Asker, platform: MemoryPlatform) -> None:
    platform.store("r1")
    page = asker.ask("rows", id="r1", start=0, stop=2, columns=[1], sort=None, direction="none")
    assert page["ok"]["cells"] == [[str(2**63 - 1)], ["2"]]


def test_to_kernel(asker: Asker, platform: MemoryPlatform, variables: dict[str, Any]) -> None:
    platform.store("r1")
    request = {"id": "r1", "variable": "m31", "form": "arrow", "result": "m31", "rows": 3}
    assert asker.ask("toKernel", **request)["ok"] == {"ok": {"rows": 3, "variable": "m31"}}
    assert variables["m31"].num_rows == 3
    variables["m31"] = "mine"
    assert asker.ask("toKernel", **request)["ok"] == {"exists": {"type": "str", "variable": "m31"}}
    assert variables["m31"] == "mine"
    bad = asker.ask("toKernel", **request | {"variable": "x; import os"})
    assert bad["error"]["code"] == "bad_request"


def test_news_say_that_something_changed(asker: Asker, platform: MemoryPlatform) -> None:
    platform.activities.subscribe(asker.bridge.tell)
    platform.search(SearchRequest(archives=["sandbox"], target="M31"))
    change = {"id": "a-s1", "revision": 1, "state": "running", "search": "s1"}
    assert asker.sent.get(timeout=20) == {"activity": change}


def test_an_observer_that_raises_keeps_no_answer_back(platform: MemoryPlatform) -> None:
    sent: queue.Queue[dict[str, Any]] = queue.Queue()
    told = threading.Event()

    def observer(method: str, answer: object) -> None:
        told.set()
        raise ValueError(method, answer)

    operations = Operations(platform=platform, namespace=None)  # type: ignore[arg-type]
    bridge = Bridge(operations=operations, send=sent.put, answered=observer)
    bridge.receive({"id": "1", "method": "archives"})
    assert sent.get(timeout=20) == {"id": "1", "seen": True}
    assert sent.get(timeout=20)["ok"][0]["id"] == "sandbox"
    assert told.wait(20)
    bridge.receive({"id": "2", "method": "archives"})
    assert sent.get(timeout=20)["seen"]
    assert sent.get(timeout=20)["ok"]
