"""Rules: what the lake is asked to keep where."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

import msgspec

from ..errors import BadAnswerError, BadRequestError, EsapError, NotFoundError
from ..models import Lock, Rule, RuleRequest
from .accounts import Accounts
from .client import RucioClient
from .dids import DidName
from .records import at_most, mapping_of
from .rule_records import cause_of, lock_of, rule_of

__all__ = ["Rules", "check_lifetime"]

_STUCK = "STUCK"
_ID = re.compile(r"[0-9a-fA-F]{32}")
_MOST_LOCKS = 10_000
_COMMENT = 255
_COPIES = 100
_LONGEST_LIFE = 100 * 365 * 86_400


class Rules:
    """The rules of one lake.

    Parameters
    ----------
    client
        Asks the lake.
    accounts
        Who asks.
    see
        Told of rules as they are seen.
    """

    def __init__(
        self,
        *,
        client: RucioClient,
        accounts: Accounts,
        see: Callable[[Sequence[Rule]], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._accounts = accounts
        self._see = see

    def of(self, did: DidName) -> list[Rule]:
        """List the rules of a DID, and those that keep it as a part of something else."""
        own = self._listed("rules", "", params=did.record)
        if did.climbs:
            return _newest({rule.id: rule for rule in own})
        above = self._listed("dids", did.scope, did.name, "associated_rules")
        return _newest({rule.id: rule for rule in [*above, *own]})

    def mine(self, rse: str = "") -> list[Rule]:
        """List the account's own rules, or those of them with one RSE expression."""
        params = {"account": self._accounts.name()}
        found = self._listed("rules", "", params=params | ({"rse_expression": rse} if rse else {}))
        return _newest({rule.id: rule for rule in found})

    def get(self, key: str) -> Rule:
        """Return a rule; one that is stuck tells why.

        Raises
        ------
        NotFoundError
            There is none of that id, or no longer.
        """
        record = self._client.json("GET", "rules", _key(key))
        if not isinstance(record, dict):
            raise NotFoundError("There is no such rule.", remedy="It may have expired.")
        account, webui = self._accounts.name(), self._client.entry.webui
        rule = rule_of(record, account=account, webui=webui)
        self._see([rule])
        if rule.state != _STUCK:
            return rule
        return msgspec.structs.replace(rule, error=self._why(key) or rule.error)

    def add(self, wanted: RuleRequest) -> Rule:
        """Ask the lake to keep a DID somewhere.

        Raises
        ------
        QuotaError
            There is no room for it.
        ConflictError
            The rule is there already, or no RSE can take it.
        BadRequestError
            There is no such RSE, or a number makes no sense.
        """
        return self.get(self._made(_body(wanted, self._accounts.name()), 1)[0])

    def add_each(
        self, dids: Sequence[DidName], rse: str, lifetime: int | None, comment: str = ""
    ) -> list[str]:
        """Ask the lake to keep each of some DIDs on an RSE, in one request: all rules or none.

        Returns
        -------
        list of str
            The ids of the rules, in the order of the DIDs.

        Raises
        ------
        EsapError
            It makes none; see `add`.
        """
        first = dids[0]
        wanted = RuleRequest(
            scope=first.scope,
            name=first.name,
            rse_expression=rse,
            lifetime=lifetime,
            comment=comment,
        )
        records = [did.checked().record for did in dids]
        body = {**_body(wanted, self._accounts.name()), "dids": records}
        return self._made(body, len(dids))

    def kept(self, scope: str, rse: str) -> set[DidName]:
        """Return the DIDs of a scope that rules of one's own keep on an RSE, in one request."""
        account = self._accounts.name()
        params = {"account": account, "scope": scope, "rse_expression": rse}
        with closing(self._client.lines("GET", "rules", "", params=params)) as lines:
            rules = (rule_of(line, account=account, webui=None) for line in at_most(lines))
            return {DidName(rule.did.scope, rule.did.name) for rule in rules}

    def remove(self, key: str) -> None:
        """Remove a rule; what only it kept may then be deleted by the lake.

        Raises
        ------
        AccessDeniedError
            The lake leaves that to its operators.
        NotFoundError
            There is none of that id.
        """
        self._client.text("DELETE", "rules", _key(key), body={"purge_replicas": None})

    def locks(self, key: str) -> list[Lock]:
        """List the files of a rule, and how each is; the first ten thousand of them."""
        found: list[Lock] = []
        with closing(self._client.lines("GET", "rules", _key(key), "locks")) as lines:
            for line in lines:
                found.append(lock_of(line))
                if len(found) >= _MOST_LOCKS:
                    break
        return found

    def _made(self, body: Mapping[str, Any], count: int) -> list[str]:
        ids = self._client.json("POST", "rules", "", body=body)
        if (
            not isinstance(ids, list)
            or len(ids) < count
            or not all(isinstance(each, str) for each in ids)
        ):
            raise BadAnswerError(
                f"{self._client.entry.name} did not say which rule it has made.",
                remedy="Look at the rules of the DID.",
            )
        return ids

    def _why(self, key: str) -> str:
        """Say why a rule is stuck, in the words of the lake's own examination of it."""
        try:
            about = self._client.json("GET", "rules", _key(key), "analysis")
        except EsapError as error:
            return f"The lake does not tell why: {error.message}"
        about = mapping_of(about)
        transfers = about.get("transfers")
        words = [cause_of(str(about.get("rule_error") or ""))]
        for told in transfers[:3] if isinstance(transfers, list) else ():
            each = mapping_of(told)
            reason = cause_of(str(each.get("last_error") or "no transfer was tried"))
            words.append(f"{each.get('name')} to {each.get('rse')}: {reason}")
        return "; ".join(filter(None, words))

    def _listed(self, *path: str, params: dict[str, str] | None = None) -> list[Rule]:
        account, webui = self._accounts.name(), self._client.entry.webui
        with closing(self._client.lines("GET", *path, params=params)) as lines:
            rules = [rule_of(line, account=account, webui=webui) for line in at_most(lines)]
        self._see(rules)
        return rules


def check_lifetime(seconds: int | None) -> None:
    """See that Rucio can count so far ahead.

    Raises
    ------
    BadRequestError
        It cannot, or it is no time at all.
    """
    if seconds is not None and not 0 < seconds < _LONGEST_LIFE:
        raise BadRequestError(
            "A lifetime is above 0 seconds and below 100 years.", remedy="Leave it out for ever."
        )


def _body(wanted: RuleRequest, account: str) -> dict[str, Any]:
    did = DidName(wanted.scope, wanted.name).checked()
    if not wanted.rse_expression.strip():
        raise BadRequestError("No RSE is chosen.", remedy="Choose one, or write an expression.")
    if not 1 <= wanted.copies <= _COPIES:
        raise BadRequestError(
            f"{wanted.copies} copies cannot be kept.", remedy=f"Ask for 1 to {_COPIES}."
        )
    check_lifetime(wanted.lifetime)
    return {
        "dids": [did.record],
        "account": account,
        "copies": wanted.copies,
        "rse_expression": wanted.rse_expression.strip(),
        "lifetime": wanted.lifetime,
        "comment": wanted.comment[:_COMMENT] or None,
        "grouping": "DATASET",
        "ask_approval": False,
        "asynchronous": False,
    }


def _key(text: str) -> str:
    if not text.isalnum() or not text.isascii():
        raise BadRequestError(f"{text[:80]!r} is no id of a rule.", remedy="Take one of the list.")
    if not _ID.fullmatch(text):
        # Rucio's database fails at these, which looks as if the lake were broken.
        raise NotFoundError(
            f"There is no rule {text[:80]!r}: ids of rules are 32 hexadecimal digits.",
            remedy="Take one of the list of rules.",
        )
    return text


def _newest(rules: dict[str, Rule]) -> list[Rule]:
    return sorted(rules.values(), key=lambda rule: -(rule.created or 0))
