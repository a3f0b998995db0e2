"""One synchronisation of our basket with that of a gateway.

What is new at the gateway comes into our basket before anything is written there, so that it is
somewhere else than in the basket that is deleted and written anew. What a gateway has no longer
is taken from ours only where somebody took it out there; where others wrote over it, most
likely, it is put back once.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping

from ...compute import Compute
from ...errors import TooLargeError
from ...gateways.documents import Cart, Profile
from ...models import SyncMode, SyncReport
from .memory import GatewayMemory, Remembered
from .merging import Held, Wanted, merged, overwritten, united
from .settling import Settled, Settling
from .shapes import Shapes
from .sides import OurBasket, Ours

__all__ = ["Exchange"]

_MOST = 20_000


class Exchange:
    """Synchronises once.

    Parameters
    ----------
    gateway, name
        The gateway's id, and what people call it.
    basket
        Our basket.
    shapes
        Makes documents of items, and items of documents.
    memory
        What is remembered of the gateway.
    settling
        Reads and writes its basket.
    compute
        Where documents are made.
    told
        Told what is being done.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        gateway: str,
        name: str,
        basket: OurBasket,
        shapes: Shapes,
        memory: GatewayMemory,
        settling: Settling,
        compute: Compute,
        told: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        self._gateway = gateway
        self._name = name
        self._basket = basket
        self._shapes = shapes
        self._memory = memory
        self._settling = settling
        self._compute = compute
        self._told = told
        self._clock = clock

    def run(self, mode: SyncMode) -> SyncReport:
        """Synchronise, remember how it is then, and say what came of it.

        Raises
        ------
        EsapError
            It did not come to an end; nothing is lost, and it can be done again.
        """
        started = self._clock()
        self._told(f"Reading the basket at {self._name}")
        before = self._memory.load()
        profile = self._settling.at_rest({key: each.count for key, each in before.base.items()})
        before = self._of_the_same(before, profile)
        ours = Ours(
            basket=self._basket,
            shapes=self._shapes,
            base=before.base,
            links=before.links,
            compute=self._compute,
        )
        back = _put_back(before, profile.cart, ours) if mode == "merge" else set[str]()
        text = f"Take over from {self._name}"
        added, notes = ours.take(profile.cart, _plan(mode, before, profile.cart, ours, back), text)
        plan = _plan(mode, before, profile.cart, ours, back)
        settled = self._settled(mode, profile, plan, ours)
        more, others = ours.take(settled.cart, settled.wanted.counts, text)
        gone = {key for key in ours.keys if settled.wanted.counts.get(key) == 0}
        removed = ours.drop(gone, f"Take out what has gone from {self._name}")
        there = Counter(plan) - profile.cart.counts if mode != "read" else Counter[str]()
        report = SyncReport(
            gateway=self._gateway,
            mode=mode,
            user=profile.user,
            started=started,
            ended=self._clock(),
            items=len(settled.cart),
            added_here=added + more,
            added_there=sum(count for key, count in there.items() if key not in back),
            removed_here=removed,
            removed_there=0 if mode == "read" else (profile.cart.counts - Counter(plan)).total(),
            put_back=len(back),
            writes=settled.writes,
            unheld=ours.unheld,
            left=ours.left,
            notes=[*notes, *others],
        )
        self._memory.save(self._remembered(before, settled, ours, back, report))
        return report

    def _of_the_same(self, before: Remembered, profile: Profile) -> Remembered:
        """Return what is remembered, if it is of this person's basket there and this one here."""
        is_other = before.user not in ("", profile.user)
        if is_other or self._basket.revision < before.revision:
            return Remembered(url=before.url, batch=before.batch)
        return before

    def _settled(
        self, mode: SyncMode, profile: Profile, plan: Mapping[str, int], ours: Ours
    ) -> Settled:
        wanted = Wanted(plan, [*profile.cart.documents, *ours.documents()])
        if mode == "read":
            return Settled(profile.cart, Wanted(plan, ()), 0)
        if len(wanted.cart()) > _MOST:
            raise TooLargeError(
                f"The basket at {self._name} would have {len(wanted.cart())} items; more than "
                f"{_MOST} are not written there.",
                remedy="Put whole results into your basket instead of their rows.",
            )
        if wanted.cart() != profile.cart:
            self._told(f"Writing the basket at {self._name}")
        return self._settling.settle(profile, wanted)

    def _remembered(
        self,
        before: Remembered,
        settled: Settled,
        ours: Ours,
        back: set[str],
        report: SyncReport,
    ) -> Remembered:
        found, base = before.batch + 1, dict[str, Held]()
        keys, own = ours.keys, ours.own
        for document in settled.cart.documents:
            known = before.base.get(document.key)
            if document.key in keys:
                base[document.key] = Held(
                    text=document.text,
                    count=settled.wanted.counts.get(document.key) or 1,
                    batch=known.batch if known else found + (document.key in own),
                    put_back=document.key in back or (known is not None and known.put_back),
                )
        for key, known in before.base.items():
            # What was taken out on one side only is still to be taken out on the other.
            if key not in base and (report.mode == "read" or key in settled.cart):
                base[key] = known
        return Remembered(
            url=before.url,
            user=report.user,
            revision=self._basket.revision,
            batch=found + 1,
            base=base,
            links=ours.links,
            report=report,
        )


def _plan(
    mode: SyncMode, before: Remembered, cart: Cart, ours: Ours, back: Collection[str]
) -> dict[str, int]:
    """Say how often each item is to be in a gateway's basket, and with 0 what is to go."""
    base = {key: each.count for key, each in before.base.items()}
    # Our basket has each thing once, however often the gateway has it.
    here = {key: base.get(key, 1) for key in ours.keys}
    there = {**cart.counts, **{key: base[key] for key in back}}
    if mode == "read":
        return {key: 0 if key in base and key not in here else n for key, n in there.items()}
    # No page puts in what is there already: it is there more often where two writes have mixed.
    there = {key: min(n, base.get(key, 1)) if key in ours.known else n for key, n in there.items()}
    return united(here, there) if mode == "add" else merged(base, here, there)


def _put_back(before: Remembered, cart: Cart, ours: Ours) -> set[str]:
    """Tell which items are to be put back at a gateway, as others wrote over them."""
    return overwritten(before.base, cart) & ours.keys
