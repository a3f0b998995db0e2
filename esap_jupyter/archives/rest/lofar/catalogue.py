"""Asks LOFAR's own catalogue, where its package ``lofar_lta`` (``awlofar``) is installed.

That package opens its own connection to the catalogue's database, outside of our HTTP client.
"""

import importlib
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from ....errors import UnreachableError

__all__ = ["find_files", "is_installed"]

_PACKAGE = "awlofar"


def is_installed() -> bool:
    """Say whether the package can be imported."""
    return find_spec(_PACKAGE) is not None


def find_files(
    sas_ids: Sequence[int], *, antenna: str | None, product: str, most: int
) -> list[dict[str, Any]]:
    """Find the files of observations.

    Parameters
    ----------
    sas_ids
        SAS ids of observations.
    antenna
        ``HBA`` or ``LBA``, or None for both.
    product
        The catalogue's class of data products.
    most
        How many are returned at most.

    Returns
    -------
    list of dict
        ``surl``, and ``target_name``, ``antenna_set`` and ``start_time`` where they are known.

    Raises
    ------
    UnreachableError
        The package cannot be used, or the catalogue does not answer.
    """
    try:
        return list(_files(sas_ids, antenna, product, most))
    except Exception as error:
        # The package raises whatever its database client does.
        raise UnreachableError(
            f"LOFAR's catalogue cannot be asked: {type(error).__name__}: {str(error)[:200]}.",
            remedy="Check the installation of lofar_lta and its database client, or paste SURLs.",
        ) from error


def _files(
    sas_ids: Sequence[int], antenna: str | None, product: str, most: int
) -> Iterator[dict[str, Any]]:
    imports = importlib.import_module(f"{_PACKAGE}.main.aweimports")
    importlib.import_module(f"{_PACKAGE}.database.Context").context.set_project("ALL")
    products, files = getattr(imports, product), imports.FileObject
    found = 0
    for sas_id in sas_ids:
        for observation in imports.Observation.observationId == str(sas_id):
            antennas = str(observation.antennaSet)
            if antenna is not None and antenna not in antennas:
                continue
            # What is valid has a file (the catalogue's own documentation).
            for one in products.observations.contains(observation) & (products.isValid == 1):
                newest = ((files.data_object == one) & (files.isValid > 0)).max("creation_date")
                if not newest:
                    continue
                if found == most:
                    return
                found += 1
                yield {
                    "surl": str(newest.URI),
                    "target_name": _text(getattr(one, "subArrayPointing", None), "targetName"),
                    "antenna_set": antennas,
                    "start_time": _moment(getattr(observation, "startTime", None)),
                }


def _text(holder: Any, name: str) -> str | None:
    value = getattr(holder, name, None)
    return None if value is None else str(value)


def _moment(value: Any) -> str | None:
    return value.isoformat() if hasattr(value, "isoformat") else None
