"""Finds files of LOFAR's archive that a person names, by those who know them."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ....compute import Compute
from ....errors import NotAvailableError
from ...base import Count, Query, Question
from ..rows import Row
from .catalogue import find_files, is_installed
from .files import Known, file_row, known_files
from .stageit_account import StagingAccount
from .surls import Surl, read_surls
from .terms import CATALOGUE_MISSING, Terms

__all__ = ["FILES", "NamedFiles"]

FILES = "lta"
"""The collection of the archive's own files."""
_SOURCES = {"pasted": "pasted", "catalogue": "LOFAR's catalogue", "requests": "requests at StageIT"}
_PROTOCOLS = {"pasted": "SURL", "catalogue": "LTA catalogue", "requests": "StageIT"}


class NamedFiles:
    """Makes queries of SURLs and SAS ids, and rows of queries.

    A SURL is a file; which files a SAS id has, only the archive's own catalogue knows, and
    StageIT of those that the person has asked for.

    Parameters
    ----------
    url
        The archive's address.
    compute
        Where the archive's catalogue is asked.
    account
        The person's account at StageIT.
    """

    def __init__(self, *, url: str, compute: Compute, account: StagingAccount) -> None:
        self._url = url
        self._compute = compute
        self._account = account

    def query(self, terms: Terms, question: Question) -> Query:
        """Put the terms into a query, whose notes say what of them nobody can tell.

        Raises
        ------
        NotAvailableError
            Nobody who can be asked here knows.
        """
        source = "pasted" if terms.surls else "catalogue" if is_installed() else "requests"
        if source != "catalogue" and (terms.antenna or terms.product):
            raise NotAvailableError(
                "Antennas and products are known to the archive's catalogue alone. "
                + ("" if terms.surls else CATALOGUE_MISSING),
                remedy="Leave them out.",
            )
        notes = list(question.unused([]))
        if question.targets or question.polygon:
            notes.append("The position was not used: the name of a file does not tell any.")
        asks = terms.stageit and self._may_ask(notes)
        if source == "requests":
            asks = self._must_ask(terms, notes)
        params = {
            "source": source,
            "surls": "\n".join(each.surl for each in terms.surls),
            "sas_ids": " ".join(map(str, terms.sas_ids)),
            "antenna": terms.antenna or "",
            "product": terms.product or "CorrelatedDataProduct",
            "days": str(terms.days) if asks else "",
        }
        words = [f"SAS {number}" for number in terms.sas_ids] + [one.surl for one in terms.surls]
        return Query(
            url=self._url,
            params=params,
            protocol=_PROTOCOLS[source],
            language="SURL",
            text="\n".join(words),
            maxrec=question.maxrec,
            collection=FILES,
            notes=tuple(notes),
        )

    def _may_ask(self, notes: list[str]) -> bool:
        if self._account.stager() is None:
            notes.append(f"What is online is not known. {self._account.words()}")
            return False
        return True

    def _must_ask(self, terms: Terms, notes: list[str]) -> bool:
        """Say that only StageIT can tell the files of SAS ids, or that nobody can."""
        if self._account.stager() is None:
            raise NotAvailableError(
                f"A SAS id alone does not name files. {CATALOGUE_MISSING}",
                remedy=f"Paste the SURLs, as {self._url} lists them.",
            )
        notes.append(
            f"{CATALOGUE_MISSING} The files are those of your requests at StageIT in the last "
            f"{terms.days} days; there may be more."
        )
        return True

    def count(self, query: Query) -> Count | None:
        """Count the SURLs that are named, or None where somebody must be asked for them."""
        if query.params["source"] != "pasted":
            return None
        wanted = set(query.params["sas_ids"].split())
        named = [
            each
            for each in read_surls(query.params["surls"])
            if not wanted or str(each.sas_id) in wanted
        ]
        return Count(rows=len(named), some=bool(named))

    def rows(self, query: Query, cancel: threading.Event) -> Iterator[Row]:
        """Yield the files of a query."""
        params = query.params
        known = self._known(params, cancel)
        wanted = {int(number) for number in params["sas_ids"].split()}
        source = params["source"]
        if source == "catalogue":
            # A pipeline's files bear its own number, not that of the observation asked for.
            found = self._from_catalogue(query, sorted(wanted), cancel)
        elif source == "requests":
            found = [(Surl.read(each.surl), {}) for each in known.values()]
        else:
            found = [(each, {}) for each in read_surls(params["surls"])]
        asked = bool(params["days"])
        for surl, more in found:
            if not wanted or surl.sas_id in wanted or source == "catalogue":
                row = file_row(surl, _SOURCES[source], known.get(surl.key), asked=asked)
                yield {**row, **more}

    def _from_catalogue(
        self, query: Query, sas_ids: Sequence[int], cancel: threading.Event
    ) -> list[tuple[Surl, Mapping[str, Any]]]:
        found = self._compute.run(
            find_files,
            sas_ids,
            antenna=query.params["antenna"] or None,
            product=query.params["product"],
            most=query.maxrec + 1,
            cancel=cancel,
            lane="decode",
        )
        return [(Surl.read(one["surl"]), one) for one in found]

    def _known(self, params: Mapping[str, str], cancel: threading.Event) -> dict[str, Known]:
        stager = self._account.stager() if params["days"] else None
        if stager is None:
            return {}
        return known_files(stager, int(params["days"]), cancel)
