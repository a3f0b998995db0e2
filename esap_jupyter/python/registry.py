"""Services by the identifier that they have in the registry of the Virtual Observatory."""

from ..archives.vo.registry.regtap import RegistryQuestion
from ..errors import BadRequestError, NotFoundError
from ..models.discovery import RegistryHit, RegistryService

__all__ = ["is_identifier", "registered"]

_SCHEME = "ivo://"
_USUAL = "tap"


def is_identifier(url: object) -> bool:
    """Say whether a text is an identifier and not the address of a service."""
    return isinstance(url, str) and url.strip().lower().startswith(_SCHEME)


def registered(ivoid: str, kind: str = "") -> tuple[RegistryHit, RegistryService]:
    """Look a resource up in the registry, and choose how it is asked.

    Parameters
    ----------
    ivoid
        Its identifier, such as ``ivo://org.example/images``.
    kind
        The type of service; without one, ``tap`` where there is one, or the only type.

    Raises
    ------
    NotFoundError
        The registry has no such resource, or that has no service that can be asked so.
    BadRequestError
        It has services of several types.
    EsapError
        No registry answers.
    """
    from .. import api

    hits = api.platform().discovery.find(RegistryQuestion(ivoid=ivoid)).hits
    if not hits:
        raise NotFoundError(
            f"The registry has no {ivoid[:200]!r} with a service that ESAP can ask.",
            remedy="Look for it with esap.services(), or give the address of the service.",
        )
    services = [one for one in hits[0].services if not one.problem]
    return hits[0], _chosen(ivoid, services, kind)


def _chosen(ivoid: str, services: list[RegistryService], kind: str) -> RegistryService:
    kinds = list(dict.fromkeys(one.kind for one in services))
    wanted = kind or (_USUAL if _USUAL in kinds or len(kinds) != 1 else kinds[0])
    for service in services:
        if service.kind == wanted:
            return service
    there = ", ".join(kinds) or "none that ESAP can ask"
    if kind or not kinds:
        raise NotFoundError(
            f"{ivoid!r} has no service of the kind {wanted!r}.", remedy=f"It has {there}."
        )
    raise BadRequestError(f"{ivoid!r} has several services.", remedy=f"Give kind, of {there}.")
