"""Finds services in the registry of this deployment."""

import threading
from collections.abc import Callable, Sequence

import msgspec

from ....errors import BadAnswerError, EsapError, NotAvailableError, TimedOutError, UnreachableError
from ....models import Archive, Target
from ....models.discovery import RegistryAnswer
from ....net import cancel_scope
from ...base import Connector
from ...refusals import with_name
from .connector import RegistryConnector
from .regtap import RegistryQuestion

__all__ = ["RegistryDesk"]

_KIND = "registry"


class RegistryDesk:
    """Asks the catalogue's registries, the first that answers.

    Parameters
    ----------
    archives
        Lists the archives, registries among them.
    connector
        Returns the connector of one.
    """

    def __init__(
        self, *, archives: Callable[[], list[Archive]], connector: Callable[[str], Connector]
    ) -> None:
        self._archives = archives
        self._connector = connector

    def find(
        self,
        question: RegistryQuestion,
        cancel: threading.Event,
        *,
        target: Target | None = None,
        radius: float = 0.5,
    ) -> RegistryAnswer:
        """Find services, the closest first; where one registry is dead, the next is asked.

        Parameters
        ----------
        question
            Which are looked for.
        cancel
            Ends it when set.
        target
            Where they are to have data, if anywhere; within ``radius`` degrees.
        radius
            In degrees.

        Raises
        ------
        BadRequestError
            The question makes no sense.
        EsapError
            No registry answers; the error is the first one's.
        """
        if target is not None:
            place = (target.ra, target.dec, radius)
            question = msgspec.structs.replace(question, place=place)
        question.adql()
        first: EsapError | None = None
        with cancel_scope(cancel):
            for archive in self.registries():
                try:
                    found = self.registry(archive).find(question, cancel)
                except (
                    UnreachableError,
                    TimedOutError,
                    BadAnswerError,
                    NotAvailableError,
                ) as error:
                    first = first or _told(error, archive.name)
                except EsapError as error:
                    raise with_name(error, archive.name) from error
                else:
                    return _instead(found, first)
        assert first is not None
        raise first

    def registries(self) -> Sequence[Archive]:
        """List the registries.

        Raises
        ------
        NotAvailableError
            There is none.
        """
        found = [archive for archive in self._archives() if archive.kind == _KIND]
        if not found:
            raise NotAvailableError(
                "No registry is offered here.",
                remedy='Add one to the catalogue: [archives.vo] with kind = "registry".',
            )
        return found

    def registry(self, archive: Archive) -> RegistryConnector:
        """Return the connector of a registry.

        Raises
        ------
        NotAvailableError
            It cannot be asked.
        """
        connector = self._connector(archive.id)
        if not isinstance(connector, RegistryConnector):
            raise NotAvailableError(
                f"{archive.name} is not a registry of services.", remedy="Correct its kind."
            )
        return connector


def _told(error: EsapError, who: str) -> EsapError:
    return with_name(
        type(error)(
            error.message,
            remedy=error.remedy or "Try again later, or set another registry in the catalogue.",
        ),
        who,
    )


def _instead(found: RegistryAnswer, first: EsapError | None) -> RegistryAnswer:
    if first is None:
        return found
    notes = [f"{first} {found.registry} was asked instead.", *found.notes]
    return msgspec.structs.replace(found, notes=notes)
