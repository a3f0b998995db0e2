"""A service with the documents by which it describes itself (VOSI 1.1)."""

from datetime import UTC, datetime

from . import vosi
from .capabilities import service_capabilities
from .replies import Document, Reply, plain
from .requests import Request, Service

__all__ = ["Described"]

# The identifiers of older standards do not tell the version.
_VERSIONS = {"ivo://ivoa.net/std/ConeSearch": "1.03", "ivo://ivoa.net/std/SSA": "1.1"}


class Described:
    """Adds capabilities and availability to a service.

    Parameters
    ----------
    service
        What answers all other requests.
    path
        The first part of its path.
    standard
        The identifier of its standard.
    resource
        The name of the resource that the standard describes.
    """

    def __init__(self, service: Service, *, path: str, standard: str, resource: str) -> None:
        self._service = service
        self._path = path
        self._standard = standard
        self._resource = resource
        self._up_since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def reply(self, request: Request) -> Reply:
        """Answer a request.

        Raises
        ------
        EsapError
            As the service does.
        """
        base = f"{request.origin}/{self._path}"
        url = f"{base}/{self._resource}"
        if request.path == f"/{self._path}/capabilities":
            version = (
                self._standard.rpartition("-")[2]
                if "-" in self._standard
                else _VERSIONS[self._standard]
            )
            body = service_capabilities(base, {self._standard: url}, version=version)
            return Document(body=body)
        if request.path == f"/{self._path}/availability":
            return Document(body=vosi.availability(self._up_since))
        if request.path == f"/{self._path}":
            return plain(f"This service answers at {url}")
        return self._service.reply(request)
