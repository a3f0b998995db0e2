"""The person's account at StageIT, as far as there is one."""

from pathlib import Path

from ....errors import EsapError
from ....net import HttpClient
from .stageit import StageIt
from .stageit_token import DEFAULT_HOST, StagingToken

__all__ = ["StagingAccount"]


class StagingAccount:
    """Reads the token anew whenever it is needed, as it may have been put there meanwhile.

    Parameters
    ----------
    http
        The client that requests go through.
    token_file
        Where the token is; ``~`` is the home folder.
    url
        The address of StageIT's interface, where it is not at the token's host.
    """

    def __init__(self, *, http: HttpClient, token_file: str, url: str | None) -> None:
        self._http = http
        self._token_file = token_file
        self._url = url

    def stager(self) -> StageIt | None:
        """Return a client of StageIT, or None where there is no token.

        Raises
        ------
        NotAvailableError
            The token's file cannot be used.
        """
        token = self._token()
        if token is None:
            return None
        url = self._url or f"https://{token.host}/stageit/api/staging/"
        return StageIt(http=self._http, token=token, url=url)

    def words(self) -> str:
        """Say whether there is a token, and how to get one."""
        get_one = (
            f"Get one at https://{DEFAULT_HOST}/stageit/ and write api_token=… into "
            f"{self._token_file}."
        )
        try:
            token = self._token()
        except EsapError as error:
            return str(error)
        if token is None:
            return f"There is no token for it. {get_one}"
        used = f"Your token for {token.host} is used."
        if token.readable_by_others:
            return f"{used} Others can read {self._token_file}: chmod it to 600."
        return used

    def _token(self) -> StagingToken | None:
        return StagingToken.read(Path(self._token_file).expanduser())
