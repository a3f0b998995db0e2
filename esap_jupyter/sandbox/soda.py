"""SODA 1.0: cuts parts out of the synthetic observations."""

from ..errors import BadRequestError, EsapError, NotFoundError
from .cutouts import window
from .dali import Place, interval, place
from .images import Images
from .observations import Observation, Observations
from .replies import FITS, Document, Reply, not_found, plain
from .requests import Parameters, Request

__all__ = ["SODA_SYNC", "Soda"]

SODA_SYNC = "ivo://ivoa.net/std/SODA#sync-1.0"
_SPATIAL = ("CIRCLE", "POLYGON", "POS")
_KNOWN = frozenset({"ID", *_SPATIAL, "BAND", "TIME", "POL"})


class _SeveralValuesError(BadRequestError):
    """A parameter has several values, for which there would be several files."""


class Soda:
    """Serves ``/soda/sync``.

    Parameters
    ----------
    observations
        What there is.
    images
        What makes the files.
    """

    def __init__(self, *, observations: Observations, images: Images) -> None:
        self._observations = observations
        self._images = images

    def reply(self, request: Request) -> Reply:
        """Answer with a FITS file, or with 204 where there would be nothing in it."""
        if request.path != "/soda/sync":
            return not_found(request.path)
        try:
            return self._cutout(request.parameters)
        except EsapError as error:
            return _refusal(error)

    def _cutout(self, parameters: Parameters) -> Document:
        observation = self._wanted(parameters)
        place, rest = _place(parameters), set(parameters) - {"ID"}
        if not rest & _KNOWN:
            return Document(body=self._images.fits(observation), media_type=FITS)
        band = _only(parameters, "BAND")
        found = window(
            observation,
            place=place,
            band=interval("BAND", band) if band else None,
        )
        if found is None or not _matches(observation, parameters):
            return Document(body=b"", media_type=FITS, status=204)
        name = observation.name.replace("/", "-")
        return Document(
            body=self._images.cutout(observation, found),
            media_type=FITS,
            headers={"Content-Disposition": f'attachment; filename="{name}-cutout.fits"'},
        )

    def _wanted(self, parameters: Parameters) -> Observation:
        did = _only(parameters, "ID")
        if not did:
            raise BadRequestError("ID is missing.", remedy="Send the ID of a DataLink row.")
        found = self._observations.find(did)
        if found is None:
            raise NotFoundError(f"There is no dataset {did[:200]} here.")
        return found


def _only(parameters: Parameters, name: str) -> str:
    values = parameters.every(name)
    if len(values) > 1:
        raise _SeveralValuesError(f"{name} has {len(values)} values, but one file is sent at once.")
    return values[0] if values else ""


def _place(parameters: Parameters) -> Place | None:
    given = {name: _only(parameters, name) for name in _SPATIAL}
    shapes = [text if name == "POS" else f"{name} {text}" for name, text in given.items() if text]
    if len(shapes) > 1:
        raise _SeveralValuesError("CIRCLE, POLYGON and POS name several places.")
    return place("POS", shapes[0]) if shapes else None


def _matches(observation: Observation, parameters: Parameters) -> bool:
    time = _only(parameters, "TIME")
    if time and not interval("TIME", time).meets(observation.t_min, observation.t_max):
        return False
    states = parameters.every("POL")
    known = observation.survey.polarisation.strip("/").split("/")
    return not states or bool({state.upper() for state in states} & set(known))


def _refusal(error: EsapError) -> Document:
    # SODA 1.0, section 5.1: the name of the fault stands before the words.
    if isinstance(error, NotFoundError):
        return plain(f"NotFoundFault: {error}", status=404)
    if isinstance(error, _SeveralValuesError):
        return plain(f"MultiValuedParamNotSupported: {error}", status=400)
    return plain(f"UsageFault: {error}", status=400)
