"""What worker processes are asked to do in tests; light, and importable there."""

import os
import sys
import time
from pathlib import Path

from esap_jupyter.errors import BadRequestError


def add(left, right=1):
    return left + right


def pid():
    return os.getpid()


def noisy(text):
    print(text)  # noqa: T201 (a library that prints is what is tried)
    os.write(1, text.encode())
    sys.stdout.flush()
    return text


def sleep(seconds, mark=None):
    if mark:
        Path(mark).write_text("begun")
    time.sleep(seconds)
    return "slept"


def note(path, text):
    with Path(path).open("a") as file:
        file.write(text)


def refuse(message, remedy):
    raise BadRequestError(message, remedy=remedy)


class AwkwardError(Exception):
    def __init__(self, first, second):
        super().__init__(f"{first} {second}")


def awkward():
    raise AwkwardError("cannot", "be pickled")


def unpicklable():
    return lambda: None


def die():
    os.abort()


def count(number, *, progress):
    for done in range(number + 1):
        progress(done)
        time.sleep(0.02)
    return number


def modules():
    return sorted(sys.modules)


def numbers():
    return [2**63 - 1, float("nan"), float("inf"), None, "ä\0"]
