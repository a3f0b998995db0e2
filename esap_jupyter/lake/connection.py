"""One lake, with all that can be asked of it."""

from functools import cached_property

from ..catalogue import LakeEntry
from ..net import HttpClient
from .accounts import Accounts
from .client import RucioClient
from .clients import LakeClients
from .collections import Collections
from .listings import Listings
from .preview import Previews
from .replicas import Here, Replicas
from .rule_states import RuleChanged, RuleStates
from .rules import Rules
from .session import CredentialSource, Refuse, Session
from .storage import Storage

__all__ = ["LakeConnection"]


class LakeConnection:
    """The parts of one lake; none contacts it before it is asked something.

    Parameters
    ----------
    entry
        The lake.
    http
        The client that its own are derived of.
    credential
        Gives what one logs in with.
    here
        Knows what is in the workspace.
    refuse
        Told of a credential that the lake does not take.
    rule_changed
        Told of a rule that is seen in another state than before.

    Attributes
    ----------
    client
        Speaks to the server.
    clients
        The HTTP clients, also for storage.
    accounts, storage, collections, listings, rules, previews, replicas
        By what can be asked.
    """

    def __init__(
        self,
        *,
        entry: LakeEntry,
        http: HttpClient,
        credential: CredentialSource,
        here: Here,
        refuse: Refuse = lambda _digest, _reason: None,
        rule_changed: RuleChanged = lambda _lake, _rule: None,
    ) -> None:
        self.entry = entry
        self.credential = credential
        self.clients = LakeClients(entry=entry, http=http)
        self.session = Session(
            entry=entry, credential=credential, client=self.clients.known_by, refuse=refuse
        )
        self.client = RucioClient(entry=entry, http=self.clients.api, session=self.session)
        self.accounts = Accounts(self.client)
        self.storage = Storage(self.client)
        self.collections = Collections(self.client)
        self.listings = Listings(client=self.client)
        states = RuleStates(lake=entry.id, changed=rule_changed)
        self.rules = Rules(client=self.client, accounts=self.accounts, see=states.see)
        self.replicas = Replicas(
            client=self.client, rules=self.rules, files=self.collections.files, here=here
        )

    @cached_property
    def previews(self) -> Previews:
        """Looks ahead at rules."""
        return Previews(
            client=self.client,
            accounts=self.accounts,
            storage=self.storage,
            collections=self.collections,
        )

    def forget(self) -> None:
        """Forget who one is, after a login or a logout."""
        self.session.forget()

    def close(self) -> None:
        """Stop what runs and close the connections."""
        self.listings.close()
        self.collections.close()
        self.clients.close()
