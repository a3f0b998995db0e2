"""The thread that looks after all requests."""

import threading

from esap_jupyter.net import watch


class Watched:
    def __init__(self, look):
        self.look = look


def test_who_watches_is_replaced_when_it_has_died():
    round_, looked = watch._Round(), threading.Event()

    def die():
        raise SystemExit

    dying = Watched(die)
    round_.add(dying)
    round_._thread.join(10)
    assert not round_._thread.is_alive()
    round_.remove(dying)
    round_.add(Watched(looked.set))
    assert looked.wait(10)
