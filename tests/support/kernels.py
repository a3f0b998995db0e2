"""Real kernels, spoken to as the front end does: comms, subshells, executions."""

import os
import queue
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

__all__ = ["KERNEL6", "REGISTER", "Comm", "RealKernel", "real_kernel"]

ROOT = Path(__file__).parents[2]
KERNEL6 = ROOT / ".venv" / "ipykernel6" / "bin" / "python"
REGISTER = '__import__("esap_jupyter.kernel")'
PATIENCE = 60.0


class RealKernel:
    """A kernel in a process of its own, and a client of it."""

    def __init__(self, python: str, environment: dict[str, str]) -> None:
        self._manager = KernelManager()
        argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        self._manager._kernel_spec = KernelSpec(argv=argv, language="python", display_name="test")
        self._environment = environment
        self._seen: list[dict[str, Any]] = []

    def start(self) -> None:
        self._manager.start_kernel(env=self._environment)
        self._connect()

    def restart(self) -> None:
        self._client.stop_channels()
        self._manager.restart_kernel(now=True)
        self._connect()

    def stop(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def _connect(self) -> None:
        self._client = self._manager.blocking_client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=PATIENCE)
        self._seen = []

    def interrupt(self) -> None:
        self._manager.interrupt_kernel()

    def send(self, kind: str, content: dict[str, Any], **options: Any) -> str:
        """Send on the shell channel, to a subshell if one is named."""
        message = self._client.session.msg(kind, content)
        if options.get("subshell"):
            message["header"]["subshell_id"] = options["subshell"]
        self._client.session.send(
            self._client.shell_channel.socket, message, buffers=options.get("buffers")
        )
        return str(message["header"]["msg_id"])

    def create_subshell(self) -> str:
        message = self._client.session.msg("create_subshell_request", {})
        self._client.control_channel.send(message)
        reply = self._client.get_control_msg(timeout=PATIENCE)
        return str(reply["content"]["subshell_id"])

    def begin(self, code: str, **options: Any) -> str:
        """Start code without waiting for it."""
        silent = bool(options.get("silent"))
        content = {
            "code": code,
            "silent": silent,
            "store_history": not silent,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        return self.send("execute_request", content, **options)

    def finish(self, execution: str) -> dict[str, Any]:
        """Wait for the reply of an execution."""
        while True:
            reply = self._client.get_shell_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == execution:
                return reply["content"]

    def run(self, code: str, **options: Any) -> str:
        """Run code; what it printed is returned, and what it raised is raised."""
        execution = self.begin(code, **options)
        printed = []

        def over(message: dict[str, Any]) -> bool:
            if message["parent_header"].get("msg_id") != execution:
                return False
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])
            idle = message["msg_type"] == "status"
            return idle and message["content"]["execution_state"] == "idle"

        self.wait_for(over)
        reply = self.finish(execution)
        if reply["status"] != "ok":
            raise AssertionError(f"{reply['ename']}: {reply['evalue']}")
        return "".join(printed).strip()

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a message on iopub."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                message = self._client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            self._seen.append(message)
            if wanted(message):
                return message
        raise AssertionError(f"It never came; seen: {[seen['msg_type'] for seen in self._seen]}")

    def messages(self) -> list[dict[str, Any]]:
        """Give all that was seen on iopub since the kernel (re)started."""
        return self._seen


class Comm:
    """The front end's half of a comm on the target `esap`."""

    def __init__(self, kernel: RealKernel, subshell: str | None = None) -> None:
        self._kernel = kernel
        self._subshell = subshell
        self.id = uuid.uuid4().hex

    def open(self, **data: Any) -> None:
        content = {"comm_id": self.id, "target_name": "esap", "data": data}
        self._kernel.send("comm_open", content, subshell=self._subshell)

    def send(self, data: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        content = {"comm_id": self.id, "data": data}
        self._kernel.send("comm_msg", content, subshell=self._subshell, buffers=buffers)

    def close(self) -> None:
        content = {"comm_id": self.id, "data": {}}
        self._kernel.send("comm_close", content, subshell=self._subshell)

    def receive(self) -> tuple[str, dict[str, Any]]:
        """Wait for the kernel's next message or its close."""
        message = self._kernel.wait_for(lambda seen: seen["content"].get("comm_id") == self.id)
        return message["msg_type"], message["content"]["data"]

    def closing(self) -> dict[str, Any]:
        kind, data = self.receive()
        assert kind == "comm_close", data
        return data

    def hand_over(self, **data: Any) -> dict[str, Any]:
        """Open with a request, and wait for the answer."""
        self.open(**data)
        return self.closing()


@contextmanager
def real_kernel(home: Path, python: str = sys.executable) -> Iterator[RealKernel]:
    """Run a kernel with a home of its own."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "ESAP_HOME": str(home / "esap"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    kernel = RealKernel(python, environment)
    kernel.start()
    try:
        yield kernel
    finally:
        kernel.stop()
