"""Files of LOFAR's archive as rows, with what StageIT knows of them."""

import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from ....columns import columns
from ....errors import BadRequestError
from ..rows import Row
from .stageit import StageIt, StagingRequest
from .surls import Surl

__all__ = ["COLUMNS", "Known", "file_row", "known_files"]

COLUMNS = columns(
    """
    name unicodeChar - meta.id;meta.file
      Name of the file
    surl unicodeChar - meta.ref.url
      Where it lies in the archive
    project unicodeChar - meta.id;obs.proposal
      Project of the observation
    sas_id long - meta.id;obs obscore:DataID.observationID
      Number of the observation or pipeline
    dataproduct_type unicodeChar - meta.code.class obscore:ObsDataset.dataProductType
      Kind of data, told from the name
    site unicodeChar - meta.curation
      Site of the archive that keeps it
    stage_state unicodeChar - meta.code.status
      State by the person's own requests at StageIT: online, progressing, requested, failed,
      or not requested; missing where StageIT was not asked
    stage_request long - meta.id.assoc
      The request that tells it
    stage_error unicodeChar - meta.note
      Why it failed, in StageIT's words
    target_name unicodeChar - meta.id;src obscore:Target.Name
      Name of the field, by the archive's catalogue
    antenna_set unicodeChar - meta.id;instr.setup
      Antennas, by the archive's catalogue
    start_time unicodeChar - time.start;obs - timestamp
      Start of the observation, by the archive's catalogue
    source unicodeChar - meta.note
      Where the file's name is from
    """
)
"""What is shown of a file."""


class Known(msgspec.Struct, frozen=True):
    """What StageIT knows of a file: ``state``, by which request, and why it failed."""

    surl: str
    state: str
    request: int
    error: str = ""


def file_row(surl: Surl, source: str, known: Known | None, *, asked: bool) -> Row:
    """Make the row of a file.

    Parameters
    ----------
    surl
        The file.
    source
        Where its name is from.
    known
        What StageIT knows of it.
    asked
        Whether StageIT was asked.
    """
    return {
        "name": surl.name,
        "surl": surl.surl,
        "project": surl.project,
        "sas_id": surl.sas_id,
        "dataproduct_type": surl.kind,
        "site": surl.site,
        "source": source,
        "stage_state": known.state if known else "not requested" if asked else None,
        "stage_request": known.request if known else None,
        "stage_error": known.error or None if known else None,
    }


def known_files(
    stageit: StageIt, days: int, cancel: threading.Event | None = None
) -> dict[str, Known]:
    """Look through the person's requests; what a later one tells of a file counts.

    Parameters
    ----------
    stageit
        The client.
    days
        How far back.
    cancel
        Ends the wait when set.

    Returns
    -------
    dict
        By `Surl.key`; files that are not of this archive are left out.
    """
    requests = stageit.requests(datetime.now(UTC) - timedelta(days=days), cancel=cancel)
    found: dict[str, Known] = {}
    for request in sorted(requests, key=lambda each: (each.when, each.id)):
        for known in _told(request):
            key = _key(known.surl)
            if key is not None:
                found[key] = known
    return found


def _told(request: StagingRequest) -> Iterable[Known]:
    """Give the state of each file; one may stand in several lists, the best comes last."""
    yield from _all(request.surls, "requested", request.id)
    for surl, words in request.errors.items():
        yield Known(surl, "failed", request.id, words)
    yield from _all(request.progressing, "progressing", request.id)
    yield from _all(request.online, "online", request.id)


def _all(surls: Sequence[str], state: str, number: int) -> Iterable[Known]:
    return (Known(surl, state, number) for surl in surls)


def _key(surl: str) -> str | None:
    try:
        return Surl.read(surl).key
    except BadRequestError:
        return None
