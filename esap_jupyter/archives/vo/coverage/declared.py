"""What archives declare to the registry, and MocServer, of what they cover."""

import contextlib
import threading
from collections.abc import Mapping

from ....errors import EsapError
from ....models import Archive, Target
from ....models.discovery import Coverage
from ....net import cancel_scope
from ..registry.connector import RegistryConnector
from ..registry.desk import RegistryDesk

__all__ = ["declared_coverage"]


def declared_coverage(
    desk: RegistryDesk,
    archives: Mapping[str, Archive],
    target: Target,
    radius: float,
    cancel: threading.Event,
) -> dict[str, Coverage]:
    """Say of archives whether they declare data within a circle; silent ones are left out.

    That no registry answers is no news of an archive: then nothing is known of any.

    Parameters
    ----------
    desk
        The registries.
    archives
        What is asked about, by id.
    target
        The centre.
    radius
        In degrees.
    cancel
        Ends it when set.
    """
    found: dict[str, Coverage] = {}
    if not archives:
        return found
    place = (target.ra, target.dec, radius)
    with contextlib.suppress(EsapError), cancel_scope(cancel):
        registry = desk.registry(desk.registries()[0])
        with contextlib.suppress(EsapError):
            found |= _of_registry(registry, archives, place, cancel)
        if registry.mocserver is not None:
            known = {key: (each.ivoid, each.url) for key, each in archives.items()}
            for key in registry.mocserver.having(known, place, cancel):
                found.setdefault(key, Coverage(archive=key, presence="data", source="mocserver"))
    return found


def _of_registry(
    registry: RegistryConnector,
    archives: Mapping[str, Archive],
    place: tuple[float, float, float],
    cancel: threading.Event,
) -> dict[str, Coverage]:
    ivoids = {key: each.ivoid.lower() for key, each in archives.items() if each.ivoid}
    if not ivoids:
        return {}
    there, declared = registry.covering(sorted(set(ivoids.values())), place, cancel)
    return {
        key: Coverage(archive=key, presence="data" if ivoid in there else "none", source="registry")
        for key, ivoid in ivoids.items()
        if ivoid in declared
    }
