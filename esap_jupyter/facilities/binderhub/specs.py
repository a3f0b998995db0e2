"""How BinderHubs name what they build (BinderHub's documentation, "The BinderHub URL schema")."""

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

import msgspec

from ...errors import BadRequestError
from ..bundle import Bundle

__all__ = ["PROVIDERS", "Spec", "page", "spec_of"]

PROVIDERS = ("gh", "gl", "git", "zenodo")
"""Places that a BinderHub builds from, in its own words; others are not used here."""

_HEAD = "HEAD"
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s?#]+")
_ZENODO = re.compile(r"10\.5281/zenodo\.[0-9]+")
_SCHEMES = ("http", "https", "git", "ssh", "file")


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """A provider, and what it is asked for, quoted for an address."""

    provider: str
    text: str

    @property
    def path(self) -> str:
        """Both, as they stand in an address."""
        return f"{self.provider}/{self.text}"


def spec_of(bundle: Bundle, *, providers: Sequence[str] = PROVIDERS) -> Spec:
    """Name what is to be built: the commit or record of a notebook, as exactly as is known.

    A record stands for one version; so does a repository whose commit or tag is told. Where
    neither is, the repository's newest state is built.

    Parameters
    ----------
    bundle
        What travels.
    providers
        Those that the hub knows.

    Raises
    ------
    BadRequestError
        It is neither in a repository nor in a record that this hub can build from.
    """
    record = _record(bundle.doi) if "zenodo" in providers else None
    repository = _repository(bundle, providers)
    pinned = repository if bundle.ref not in ("", _HEAD) else None
    found = pinned or record or repository
    if found is None:
        raise BadRequestError(
            f"{bundle.title or 'The notebook'} is in no repository or record that a BinderHub "
            "could build it from.",
            remedy="Choose a JupyterHub, which takes notebooks as they are.",
        )
    return found


def page(base: str, spec: Spec, filepath: str) -> str:
    """Return the address of a BinderHub at which a person's browser builds and opens it."""
    urlpath = f"lab/tree/{filepath}" if filepath else "lab"
    return f"{base}/v2/{spec.path}?urlpath={quote(urlpath, safe='')}"


def _record(doi: str | None) -> Spec | None:
    bare = (doi or "").strip().removeprefix("https://doi.org/").removeprefix("doi:")
    if not _DOI.fullmatch(bare) or not _ZENODO.fullmatch(bare.lower()):
        return None
    return Spec(provider="zenodo", text=f"{quote(bare)}/")


def _repository(bundle: Bundle, providers: Sequence[str]) -> Spec | None:
    url = (bundle.repository or "").strip().removeprefix("git+")
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not (parts.netloc or parts.scheme == "file"):
        return None
    ref = quote(bundle.ref or _HEAD, safe="")
    path = parts.path.strip("/").removesuffix(".git")
    host = (parts.hostname or "").removeprefix("www.")
    if host == "github.com" and "gh" in providers and path.count("/") == 1:
        return Spec(provider="gh", text=f"{quote(path)}/{ref}")
    if host == "gitlab.com" and "gl" in providers and "/" in path:
        return Spec(provider="gl", text=f"{quote(path, safe='')}/{ref}")
    if "git" in providers:
        return Spec(provider="git", text=f"{quote(url, safe='')}/{ref}")
    return None
