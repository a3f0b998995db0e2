"""SIA 2.0: the observations that meet each of the parameters."""

from collections.abc import Callable

from ..adql.regions import Polygon
from ..errors import BadRequestError
from .dali import interval, overlaps, place
from .memory import TableRows
from .obscore import DATALINK, describe_rows
from .obscore import rows as obscore_rows
from .observations import Observation, Observations
from .parameters import maxrec, media_type, serialization
from .replies import Reply, Rows, not_found
from .requests import Parameters, Request

__all__ = ["SIA2", "Sia"]

SIA2 = "ivo://ivoa.net/std/SIA#query-2.0"
_Test = Callable[[Observation], bool]
_PRODUCTS = frozenset({"image", "cube"})
_LEVELS = range(5)

_NUMBERS: dict[str, Callable[[Observation], float]] = {
    "FOV": lambda found: found.fov,
    "SPATRES": lambda found: found.survey.resolution,
    "SPECRP": lambda found: found.survey.resolving_power,
    "EXPTIME": lambda found: found.survey.exposure,
    "TIMERES": lambda found: found.survey.exposure,
}
_TEXTS: dict[str, Callable[[Observation], str]] = {
    "COLLECTION": lambda found: found.survey.collection,
    "FACILITY": lambda found: found.survey.facility,
    "INSTRUMENT": lambda found: found.survey.instrument,
    "TARGET": lambda found: found.target,
}


class Sia:
    """Serves ``/sia2/query``.

    Parameters
    ----------
    observations
        What there is.
    """

    def __init__(self, *, observations: Observations) -> None:
        self._observations = observations

    def reply(self, request: Request) -> Reply:
        """Answer with rows of ObsCore.

        Raises
        ------
        BadRequestError
            A parameter has no meaning.
        """
        if request.path != "/sia2/query":
            return not_found(request.path)
        parameters = request.parameters
        most = maxrec(parameters.one("MAXREC"))
        form = serialization(parameters.one("RESPONSEFORMAT"))
        tests = _tests(parameters)
        # One more than is wanted tells whether there are more.
        found: list[Observation] = []
        for observation in self._observations:
            if len(found) > most:
                break
            if all(test(observation) for test in tests):
                found.append(observation)
        table = describe_rows(obscore_rows(found, request.origin))
        return Rows(
            answer=TableRows(table, maxrec=most), serialization=form, media_type=media_type(form)
        )


def _tests(parameters: Parameters) -> list[_Test]:
    # SIA 2.0, section 2.1: values of one parameter are alternatives, parameters restrict.
    tests = [_any(_position(text)) for text in [parameters.every("POS")] if text]
    for name, low, high in (
        ("BAND", lambda found: found.survey.em_min, lambda found: found.survey.em_max),
        ("TIME", lambda found: found.t_min, lambda found: found.t_max),
    ):
        if values := parameters.every(name):
            tests.append(_any([_between(name, text, low, high) for text in values]))
    for name, number in _NUMBERS.items():
        if values := parameters.every(name):
            tests.append(_any([_between(name, text, number, number) for text in values]))
    for name, word in _TEXTS.items():
        if values := parameters.every(name):
            tests.append(_one_of(word, frozenset(values)))
    return tests + _codes(parameters)


def _codes(parameters: Parameters) -> list[_Test]:
    tests: list[_Test] = []
    if states := {text.upper() for text in parameters.every("POL")}:
        tests.append(lambda found: bool(states & set(found.survey.polarisation.split("/"))))
    if identifiers := {text.lower() for text in parameters.every("ID")}:
        tests.append(lambda found: found.did.lower() in identifiers)
    if formats := {text.replace(" ", "").lower() for text in parameters.every("FORMAT")}:
        # All rows lead to DataLink, whatever the file behind it is.
        tests.append(lambda _found: DATALINK in formats)
    if products := parameters.every("DPTYPE"):
        _check("DPTYPE", products, _PRODUCTS)
        tests.append(_one_of(lambda found: found.survey.product, frozenset(products)))
    if levels := parameters.every("CALIB"):
        _check("CALIB", levels, frozenset(map(str, _LEVELS)))
        tests.append(_one_of(lambda found: str(found.survey.level), frozenset(levels)))
    return tests


def _check(name: str, values: list[str], known: frozenset[str]) -> None:
    for value in values:
        if value not in known:
            raise BadRequestError(
                f"{name} is {value[:40]!r}.", remedy=f"Use one of {', '.join(sorted(known))}."
            )


def _any(tests: list[_Test]) -> _Test:
    return lambda found: any(test(found) for test in tests)


def _position(texts: list[str]) -> list[_Test]:
    places = [place("POS", text) for text in texts]
    return [
        lambda found, wanted=wanted: overlaps(Polygon(found.footprint), wanted)  # type: ignore[misc]
        for wanted in places
    ]


def _between(
    name: str,
    text: str,
    low: Callable[[Observation], float],
    high: Callable[[Observation], float],
) -> _Test:
    wanted = interval(name, text)
    return lambda found: wanted.meets(low(found), high(found))


def _one_of(word: Callable[[Observation], str], values: frozenset[str]) -> _Test:
    return lambda found: word(found) in values
