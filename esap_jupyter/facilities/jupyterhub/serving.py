"""A token that opens one server for some minutes, and what is done with it there."""

import contextlib
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import msgspec

from ...errors import BadAnswerError, EsapError, NotAvailableError
from ...urls import origin
from ..base import Tell
from ..contents import Contents
from ..events import iter_events
from .client import HubClient, hub_base
from .spawning import Server

__all__ = ["ServerKey", "address_of", "opened", "pulled"]

_LIVES = 600
_CREATED = 201
_OK = 200
_PULL_SECONDS = 900.0


class ServerKey(msgspec.Struct, frozen=True):
    """The token of a server; it shows nothing of itself."""

    id: str
    token: str

    def __repr__(self) -> str:
        return f"<ServerKey {self.id}>"


@contextlib.contextmanager
def opened(client: HubClient, user: str, server: Server) -> Iterator[Contents]:
    """Give the files of a server, within the block; its token ends with that.

    The person's own token is not shown to the server, where any package could read it.

    Raises
    ------
    EsapError
        The hub gives no such token.
    """
    key = _minted(client, user, server.name)
    try:
        yield Contents(
            http=client.http,
            base=address_of(client, server),
            token=key.token,
            who=f"The server at {client.entry.name}",
            cancel=client.cancel,
        )
    finally:
        # It ends by itself in some minutes, so that a hub that is away now does no harm.
        with contextlib.suppress(EsapError):
            client.ask("DELETE", "users", user, "tokens", key.id)


def address_of(client: HubClient, server: Server) -> str:
    """Return a server's address, with a slash at the end.

    Raises
    ------
    BadAnswerError
        The hub names an address elsewhere, where its token is not sent.
    """
    base = hub_base(client.entry)
    address = urljoin(f"{base}/", server.url)
    parts = urlsplit(address)
    bare = parts._replace(query="", fragment="").geturl().rstrip("/")
    if origin(address) != origin(base):
        raise BadAnswerError(
            f"{client.entry.name} has its servers at {parts.netloc}, which ESAP sends no token.",
            remedy="Open the server in the browser; its address is at the hub.",
        )
    return f"{bare}/"


def pulled(contents: Contents, repository: str, ref: str, *, folder: str, tell: Tell) -> None:
    """Have nbgitpuller at the server bring a git repository into a folder.

    What the person has edited there stays, as nbgitpuller merges.

    Raises
    ------
    NotAvailableError
        The server has no nbgitpuller, or it cannot bring that.
    EsapError
        The server cannot be asked.
    """
    tell("bringing the repository", log=f"git-pull {repository}")
    asked = {"repo": repository, "targetpath": folder, **({"branch": ref} if ref else {})}
    with contents.stream("git-pull/api", asked, seconds=_PULL_SECONDS) as stream:
        if stream.status != _OK or stream.content_type != "text/event-stream":
            raise NotAvailableError(
                f"{contents.who} has no nbgitpuller, which brings repositories.",
                remedy="Launch a notebook that is here, or ask those who run the hub to install "
                "nbgitpuller.",
            )
        for event in iter_events(stream.iter_lines(), contents.who):
            if _is_over(event, contents.who, tell):
                return
    raise BadAnswerError(
        f"{contents.who} broke off while it brought the repository.", remedy="Launch it again."
    )


def _is_over(event: dict[str, object], who: str, tell: Tell) -> bool:
    phase, said = event.get("phase"), event.get("output") or event.get("message")
    if phase == "error":
        words = f": {said.strip().removesuffix('.')[:300]}" if isinstance(said, str) else ""
        raise NotAvailableError(
            f"{who} could not bring the repository{words}.",
            remedy="Check its address and branch; a private repository cannot be brought.",
        )
    if isinstance(said, str) and said.strip():
        tell(log=said.strip())
    return phase == "finished"


def _minted(client: HubClient, user: str, server: str) -> ServerKey:
    wanted = {
        "expires_in": _LIVES,
        "note": "ESAP brings a notebook",
        "scopes": [f"access:servers!server={user}/{server}"],
    }
    answer = client.ask("POST", "users", user, "tokens", body=wanted)
    document = answer.document
    if answer.status not in (_OK, _CREATED) or not isinstance(document, dict):
        raise client.failure(answer, "gives no token for the server")
    key, token = document.get("id"), document.get("token")
    if not isinstance(key, str) or not isinstance(token, str):
        raise client.failure(answer, "gives no token for the server")
    return ServerKey(key, token)
