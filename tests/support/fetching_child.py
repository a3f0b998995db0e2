"""Fetches files in processes that can be killed; each line of input is one, forked off."""

import json
import math
import os
import resource
import signal
import sys
from pathlib import Path

from esap_jupyter.archives.refusals import refusal
from esap_jupyter.errors import EsapError
from esap_jupyter.net import AddressGuard, HttpClient
from esap_jupyter.staging.engine import Engine
from esap_jupyter.staging.engine.limits import Limits
from esap_jupyter.staging.wanted import Wanted

WRITES = ("write", "pwrite")
STEPS = (*WRITES, "open", "link", "replace", "rename", "unlink", "fsync", "mkdir", "rmdir")


def main() -> None:
    """Fork for each line, tell the process, then how it ended."""
    for line in sys.stdin:
        spec = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os._exit(fetch(spec))
        tell(pid)
        _, status = os.waitpid(pid, 0)
        tell(status)


def tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def fetch(spec: dict) -> int:
    """Fetch one file; 0 when it came, 3 when it did not."""
    if spec.get("kill_at"):
        die_at(spec["kill_at"])
    if spec.get("largest"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (spec["largest"], spec["largest"]))
    http = HttpClient(guard=AddressGuard(spec["allow"]), user_agent="tests", retries=0)
    limits = Limits(
        **{
            "silence": 30,
            "tries": 5,
            "pause": 0.01,
            "segment": 1 << 16,
            "quick": math.inf,
            **spec["limits"],
        }
    )
    engine = Engine(http=http, home=Path(spec["home"]), refusal=refusal, limits=limits)
    try:
        found = engine.fetch(Wanted(**spec["wanted"]), Path(spec["folder"]))
    except EsapError as error:
        Path(spec["told"]).write_text(str(error))
        return 3
    Path(spec["told"]).write_text(json.dumps([str(found.path), found.reused]))
    return 0


def die_at(number: int) -> None:
    """End the process at that step of all that it does to the disk; a write goes half way."""
    left = [number]

    def dying(name, function):
        def step(*args, **more):
            left[0] -= 1
            if left[0] == 0:
                if name in WRITES:
                    data = bytes(args[1])
                    function(args[0], data[: len(data) // 2], *args[2:])
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **more)

        return step

    for name in STEPS:
        setattr(os, name, dying(name, getattr(os, name)))


if __name__ == "__main__":
    main()
