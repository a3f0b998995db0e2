"""Data lakes, as the platform puts them together."""

from pathlib import Path
from typing import TYPE_CHECKING

from ..staging.names import safe_name
from .core import Core
from .identity import IdentityPart

if TYPE_CHECKING:
    from ..lake.connection import LakeConnection
    from ..lake.dids import LakeAddress
    from ..lake.lakes import Lakes
    from ..lake.rule_states import RuleChanged
    from ..lake.transfers.transfers import LakeTransfers
    from ..lake.transfers.uploads import LakeUploads
    from ..models import Did, LakeFile, Rule

__all__ = ["LakePart"]


class LakePart:
    """Lakes, and what is brought from them and stored in them.

    Parameters
    ----------
    core
        What all parts stand on.
    identity
        Is offered the lakes' logins, and gives them.
    """

    def __init__(self, core: Core, *, identity: IdentityPart) -> None:
        self._core = core
        self._identity = identity
        self._rule_listeners: list[RuleChanged] = []
        self.lakes = core.lazy(self._make_lakes)
        self.transfers = core.lazy(self._make_transfers)
        self.uploads = core.lazy(self._make_uploads)
        identity.offer(lambda: self.lakes().logins())

    def at(self, address: "LakeAddress") -> "LakeConnection":
        """Return the lake that has an address; see `Lakes.at`."""
        return self.lakes().at(address)

    def on_rule(self, listener: "RuleChanged") -> None:
        """Have it told, in any thread, that a rule of a lake is seen in another state."""
        self._rule_listeners.append(listener)

    def close(self) -> None:
        """Stop what runs in lakes, and close their connections."""
        for part in (self.uploads.if_made, self.lakes.if_made):
            if part is not None:
                part.close()

    def _make_lakes(self) -> "Lakes":
        from ..lake.configs import described_lakes
        from ..lake.lakes import Lakes

        return Lakes(
            described=lambda: described_lakes(
                self._core.catalogue().lakes, http=self._core.http, folder=self._documents
            ),
            http=self._core.http,
            credential=lambda lake, refused: self._identity.identities().credential(
                lake, refused=refused
            ),
            here=self._seen_here,
            refuse=self._refuse_login,
            rule_changed=self._rule_changed,
        )

    def _make_transfers(self) -> "LakeTransfers":
        from ..lake.transfers.transfers import LakeTransfers

        return LakeTransfers(
            activities=self._core.activities, home=self._core.home, at=self.lakes().at
        )

    def _make_uploads(self) -> "LakeUploads":
        from ..lake.transfers.uploads import LakeUploads

        return LakeUploads(
            activities=self._core.activities,
            home=self._core.home,
            lake=self.lakes().get,
            export=self._exported,
        )

    def _exported(self, result: str, folder: Path) -> Path:
        from ..results.pages import save

        stored = self._core.results().get(result)
        path = folder / f"{safe_name(stored.name)}.vot"
        self._core.compute.run(
            save, stored.path, path, "votable", truncated=stored.truncated, lane="decode"
        )
        return path

    def _seen_here(self, lake: str, did: "Did") -> "LakeFile | None":
        return self.transfers().attachments.seen(lake, did)

    def _documents(self) -> Path:
        return self._core.where() / "lakes"

    def _refuse_login(self, lake: str, digest: str, reason: str) -> None:
        self._identity.identities().refuse(lake, digest, reason)

    def _rule_changed(self, lake: str, rule: "Rule") -> None:
        for listener in self._rule_listeners:
            listener(lake, rule)
