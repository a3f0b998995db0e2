"""Has what was stored kept by rules, many of them in one request."""

from collections.abc import Sequence
from itertools import groupby

from ...errors import CancelledError, EsapError
from ..dids import DidName
from ..rules import Rules
from .for_all import FOR_ALL

__all__ = ["Keeper"]

_AT_ONCE = 50


class Keeper:
    """Makes rules for DIDs that are in the lake.

    Parameters
    ----------
    rules
        Those of the lake.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def keep(
        self, dids: Sequence[DidName], rse: str, lifetime: int | None
    ) -> dict[DidName, EsapError]:
        """Make a rule for each DID that has none of one's own there.

        Rucio makes all rules of a request or none. Where it refuses, the request is halved until
        those are found that it refuses, so that the others are kept.

        Parameters
        ----------
        dids
            What is to be kept.
        rse
            Where.
        lifetime
            Seconds; None for ever.

        Returns
        -------
        dict
            What is not kept, and why.

        Raises
        ------
        CancelledError
            It was cancelled meanwhile.
        """
        refused: dict[DidName, EsapError] = {}
        for scope, some in groupby(dids, lambda did: did.scope):
            kept = self._rules.kept(scope, rse)
            lacking = [did for did in some if did not in kept]
            for start in range(0, len(lacking), _AT_ONCE):
                self._make(lacking[start : start + _AT_ONCE], rse, lifetime, refused)
        return refused

    def _make(
        self,
        dids: Sequence[DidName],
        rse: str,
        lifetime: int | None,
        refused: dict[DidName, EsapError],
    ) -> None:
        try:
            self._rules.add_each(dids, rse, lifetime)
        except CancelledError:
            raise
        except EsapError as error:
            if len(dids) > 1 and not isinstance(error, FOR_ALL):
                middle = len(dids) // 2
                self._make(dids[:middle], rse, lifetime, refused)
                self._make(dids[middle:], rse, lifetime, refused)
                return
            refused.update({did: _unkept(did, error) for did in dids})


def _unkept(did: DidName, error: EsapError) -> EsapError:
    return type(error)(
        f"{did} is stored, but no rule keeps it: {error.message}", remedy=error.remedy
    )
