"""Events come from any thread, and a loop that has closed stops nobody."""

import asyncio
import threading

import pytest

from esap_jupyter.events.basket import BasketEvents
from esap_jupyter.events.identity import IdentityEvents


def in_a_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_what_a_thread_tells_is_emitted_on_the_loop():
    told, loop = [], asyncio.new_event_loop()
    events = IdentityEvents(
        emit=lambda payload: told.append((payload, threading.get_ident())), loop=loop
    )
    in_a_thread(lambda: events.changed("lofar", "in"))
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()
    assert told == [({"service": "lofar", "state": "in"}, threading.get_ident())]


def test_of_many_revisions_at_once_the_last_is_told():
    told, loop = [], asyncio.new_event_loop()

    def emit(payload):
        told.append(payload["revision"])
        loop.stop()

    events = BasketEvents(emit=emit, loop=loop)
    in_a_thread(lambda: [events.changed(number) for number in range(1, 6)])
    loop.run_forever()
    loop.close()
    assert told == [5]


@pytest.mark.parametrize("kind", [BasketEvents, IdentityEvents])
def test_a_closed_loop_stops_nobody(kind):
    loop = asyncio.new_event_loop()
    loop.close()
    told = []
    events = kind(emit=told.append, loop=loop)
    events.changed(*((1,) if kind is BasketEvents else ("lofar", "in")))
    assert told == []
