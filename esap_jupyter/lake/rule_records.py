"""Makes rules and their locks of what Rucio answers."""

from ..models import Lock, Rule
from .records import Record, count_of, did_of, moment, text_of

__all__ = ["cause_of", "lock_of", "rule_of"]

# States of Rucio's requests, by which it says why a rule is stuck.
_CAUSES = {
    "MISMATCH_SCHEME": "the RSEs share no protocol to copy by",
    "NO_SOURCES": "no RSE can give it",
    "ONLY_TAPE_SOURCES": "it is on tape only",
    "SUBMISSION_FAILED": "its transfer could not be submitted",
    "TRANSFER_FAILED": "its transfer failed",
    "REJECTED": "its transfer was rejected",
}


def rule_of(record: Record, *, account: str, webui: str | None) -> Rule:
    """Make a rule of a line of a list of them.

    Parameters
    ----------
    record
        The line.
    account
        Who asks.
    webui
        Where Rucio's own pages are, or their address with ``{rule}`` in it.
    """
    key, owner = text_of(record.get("id")), text_of(record.get("account"))
    return Rule(
        id=key,
        did=did_of(record, "dataset"),
        account=owner,
        rse_expression=text_of(record.get("rse_expression")),
        copies=count_of(record.get("copies")) or 1,
        state=text_of(record.get("state")),
        created=moment(record.get("created_at")),
        expires=moment(record.get("expires_at")),
        locks_ok=count_of(record.get("locks_ok_cnt")) or 0,
        locks_replicating=count_of(record.get("locks_replicating_cnt")) or 0,
        locks_stuck=count_of(record.get("locks_stuck_cnt")) or 0,
        error=cause_of(text_of(record.get("error"))),
        comment=text_of(record.get("comments")),
        mine=bool(account) and owner == account,
        webui=_page(webui, key),
    )


def lock_of(record: Record) -> Lock:
    """Make a lock of a line of a list of them."""
    return Lock(
        did=did_of(record, "file"),
        rse=text_of(record.get("rse")),
        state=text_of(record.get("state")),
    )


def cause_of(told: str) -> str:
    """Say why something is stuck, where Rucio gives the name of a state for a reason."""
    name = next((name for name in _CAUSES if name in told), None)
    return told if name is None else f"{_CAUSES[name]} ({name})"


def _page(webui: str | None, rule: str) -> str | None:
    if not webui:
        return None
    return (
        webui.replace("{rule}", rule)
        if "{rule}" in webui
        else (f"{webui.rstrip('/')}/rule?rule_id={rule}")
    )
