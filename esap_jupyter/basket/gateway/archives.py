"""What a gateway calls the archives that items are of, and what the catalogue calls them."""

from collections.abc import Iterable

from ...catalogue import Catalogue
from ...gateways.options import KIND
from ...models import Archive

__all__ = ["JOINED", "RECORDS", "RUCIO", "ZOONIVERSE", "ArchiveWords", "words_in"]

RECORDS = ("apertif", "astron_vo")
"""Archives whose items have a record of named values in ESAP's own pages."""

JOINED = "vo_reg"
"""What ESAP calls any other service of the Virtual Observatory, whose items are lists of values."""

RUCIO, ZOONIVERSE = "rucio", "zooniverse"

_THROUGH = {"ivoa": JOINED, "esap_rucio": RUCIO}
_NEVER = frozenset({"lofar", "esap_zenodo", "esap_concordia"})
_VO = frozenset({"tap", "sia1", "sia2", "ssa", "scs", "registry"})


class ArchiveWords:
    """Translates between the ids of a catalogue and the words of one gateway.

    Parameters
    ----------
    archives
        Those of the catalogue.
    own
        By their id, what the gateway calls those that are asked through it.
    """

    def __init__(self, archives: Iterable[Archive], own: dict[str, str]) -> None:
        self._kinds = {each.id: each.kind for each in archives}
        self._own = own

    def word(self, archive: str) -> str | None:
        """Return what the gateway calls an archive, or None where it can keep no rows of it."""
        if archive in self._own:
            own = self._own[archive]
            return None if own in _NEVER else _THROUGH.get(own, own)
        kind = self._kinds.get(archive)
        for word in (archive, kind):
            if word in RECORDS:
                return word
        return JOINED if kind in _VO else None

    def archive(self, word: str) -> str:
        """Return the id of the archive that a word means; the word itself where nobody knows."""
        through = {there: here for here, there in self._own.items()}
        return word if word in self._kinds else through.get(word, word)


def words_in(catalogue: Catalogue, archives: Iterable[Archive]) -> ArchiveWords:
    """Make the words of the archives that are known, those of gateways among them.

    Parameters
    ----------
    catalogue
        What the deployment offers.
    archives
        The archives as they are known, also those that a gateway has listed as a source.
    """
    known = list(archives)
    own = {
        each.id: each.id.removeprefix(f"{each.source}.")
        for each in known
        if each.kind == KIND and each.source in catalogue.sources
    }
    for entry in catalogue.archives.values():
        if entry.kind == KIND and entry.options.get("archive"):
            own[entry.id] = str(entry.options["archive"])
    return ArchiveWords(known, own)
