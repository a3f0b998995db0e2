"""Rules of a lake: what it is asked to keep where."""

from http import HTTPStatus

import msgspec

from ..errors import BadRequestError
from ..lake.dids import DidName
from ..models.lake import Lock, Rule, RulePreview, RuleRequest
from .base import EsapHandler
from .operation import operation

__all__ = [
    "LakeLocksHandler",
    "LakePreviewHandler",
    "LakeRuleHandler",
    "LakeRulesHandler",
]


class RulesQuery(msgspec.Struct, kw_only=True):
    """Whose rules: those of a DID (``scope:name``), or one's own."""

    did: str = ""
    mine: bool = False


class LakeRulesHandler(EsapHandler):
    """The rules of a lake."""

    path = "lakes/{lake}/rules"

    @operation("List the rules of a DID, or one's own", answer=list[Rule], query=RulesQuery)
    async def get(self, lake: str, query: RulesQuery) -> list[Rule]:
        """Ask for rules."""
        if query.mine == bool(query.did):
            raise BadRequestError("Whose rules?", remedy="Give did=scope:name, or mine=true.")
        if query.mine:
            return await self.run(lambda esap: esap.lakes.get(lake).rules.mine(), online=True)
        did = DidName.parse(query.did)
        return await self.run(lambda esap: esap.lakes.get(lake).rules.of(did), online=True)

    @operation("Make a rule", answer=Rule, body=RuleRequest, status=HTTPStatus.CREATED)
    async def post(self, lake: str, body: RuleRequest) -> Rule:
        """Ask the lake to keep a DID somewhere."""
        return await self.run(lambda esap: esap.lakes.get(lake).rules.add(body), online=True)


class LakePreviewHandler(EsapHandler):
    """What a rule would take."""

    path = "lakes/{lake}/rules/preview"

    @operation("Say what a rule would take, making none", answer=RulePreview, body=RuleRequest)
    async def post(self, lake: str, body: RuleRequest) -> RulePreview:
        """Ask for sizes and quota."""
        return await self.run(lambda esap: esap.lakes.get(lake).previews.look(body), online=True)


class LakeRuleHandler(EsapHandler):
    """One rule."""

    path = "lakes/{lake}/rules/{rule}"

    @operation("Look at a rule; one that is stuck tells why", answer=Rule)
    async def get(self, lake: str, rule: str) -> Rule:
        """Ask how the rule is."""
        return await self.run(lambda esap: esap.lakes.get(lake).rules.get(rule), online=True)

    @operation("Remove a rule")
    async def delete(self, lake: str, rule: str) -> None:
        """Ask the lake to drop the rule."""
        await self.run(lambda esap: esap.lakes.get(lake).rules.remove(rule), online=True)


class LakeLocksHandler(EsapHandler):
    """The locks of a rule."""

    path = "lakes/{lake}/rules/{rule}/locks"

    @operation("List the files of a rule and how each is", answer=list[Lock])
    async def get(self, lake: str, rule: str) -> list[Lock]:
        """Ask for the locks."""
        return await self.run(lambda esap: esap.lakes.get(lake).rules.locks(rule), online=True)
