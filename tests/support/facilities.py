"""Facilities for tests: what they are told, made without a catalogue's file."""

import json
import threading
from contextlib import contextmanager

from esap_jupyter.catalogue import FacilityEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.facilities.base import LaunchOptions, Tools
from esap_jupyter.facilities.bundle import Bundle
from esap_jupyter.identity import Credential
from esap_jupyter.net import AddressGuard, HttpClient

__all__ = ["BASKET", "Told", "bundle", "launch", "made", "notebook", "source_of"]

BASKET = {"esap_basket": 1, "written": "2026-11-26T20:00:00+00:00", "items": []}


class Told:
    """Keeps what a facility tells."""

    def __init__(self):
        self.messages, self.progress, self.log, self.notes = [], [], [], []

    def __call__(self, message="", *, progress=None, log="", note=""):
        for value, kept in ((message, self.messages), (log, self.log), (note, self.notes)):
            if value:
                kept.append(value)
        if progress is not None:
            self.progress.append(progress)


@contextmanager
def made(kind, url, *, token="", options=None, refused=None, **fields):
    """Give a facility of a class; what it refuses of logins goes to ``refused``, a list."""
    http = HttpClient(guard=AddressGuard(), user_agent="test")
    entry = FacilityEntry(
        id="there", name="The hub", kind="any", url=url, options=options or {}, **fields
    )
    tools = Tools(
        http=lambda: http,
        compute=InlineCompute(),
        home=lambda: None,
        credential=lambda _refused: Credential(kind="token", source="login", token=token),
        refuse=lambda digest, reason: refused.append((digest, reason)),
    )
    facility = kind(entry=entry, tools=tools)
    try:
        yield facility
    finally:
        facility.close()
        http.close()


def notebook(*sources, minor=5, **metadata):
    """Return the bytes of a notebook with these code cells."""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{number}",
            "metadata": {"trusted": True},
            "outputs": [],
            "execution_count": None,
            "source": source,
        }
        for number, source in enumerate(sources)
    ]
    document = {"nbformat": 4, "nbformat_minor": minor, "metadata": metadata, "cells": cells}
    return json.dumps(document).encode()


def bundle(**fields):
    """Return a bundle of one notebook and an empty basket, unless told otherwise."""
    given = {
        "title": "My analysis",
        "notebook": notebook("1 + 1"),
        "notebook_name": "analysis.ipynb",
        "basket": BASKET,
    }
    return Bundle(**{**given, **fields})


def launch(facility, what=None, *, existing="ask", tell=None, cancel=None, **values):
    """Launch, and return what came of it."""
    return facility.launch(
        what if what is not None else bundle(),
        LaunchOptions(values=values, existing=existing),
        tell or Told(),
        cancel or threading.Event(),
    )


def source_of(document, number=0):
    """Return the source of a cell, as one text."""
    return "".join(document["cells"][number]["source"])
