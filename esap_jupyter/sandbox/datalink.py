"""DataLink 1.1: what there is for an observation, and how a part of it is cut out."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from ..columns import column, columns
from ..errors import BadRequestError
from ..models import Column
from .obscore import DATALINK
from .observations import Observation, Observations
from .replies import FITS, PNG, Document, Reply, not_found
from .requests import Request
from .soda import SODA_SYNC
from .votables import add_table, finished, new_votable, param, results
from .xml import child

__all__ = ["LINKS", "DataLink"]

_MOST = 100
LINKS = "ivo://ivoa.net/std/DataLink#links-1.1"
_SEMANTICS = "http://www.ivoa.net/rdf/datalink/core"

# DataLink 1.1, table 1, in its order.
_COLUMNS = columns(
    """
    ID char - meta.id;meta.main
      Identifier of the dataset
    access_url char - meta.ref.url
      Address of the link
    service_def char - meta.ref
      Descriptor of the service, in this document
    error_message char - meta.code.error
      Why there is no link
    description char - meta.note
      What it is
    semantics char - meta.code
      What it is to the dataset, a term of http://www.ivoa.net/rdf/datalink/core
    content_type char - meta.code.mime
      Media type
    content_length long byte phys.size;meta.file
      Size
    content_qualifier char - meta.code
      Kind of data product
    link_auth char - meta.code
      Whether one has to log in
    """
)


class DataLink:
    """Serves ``/datalink/links``.

    Parameters
    ----------
    observations
        What there is.
    """

    def __init__(self, *, observations: Observations) -> None:
        self._observations = observations

    def reply(self, request: Request) -> Reply:
        """Answer with the links of one or several identifiers.

        Raises
        ------
        BadRequestError
            There is no ID, or too many.
        """
        if request.path != "/datalink/links":
            return not_found(request.path)
        wanted = list(dict.fromkeys(request.parameters.every("ID")))
        if not wanted:
            raise BadRequestError(
                "ID is missing.", remedy="Send the obs_publisher_did of a row of ivoa.obscore."
            )
        if len(wanted) > _MOST:
            raise BadRequestError(f"There are {len(wanted)} IDs, but {_MOST} are answered at once.")
        return Document(body=self._links(wanted, request.origin), media_type=DATALINK)

    def _links(self, wanted: list[str], origin: str) -> bytes:
        known = {did: self._observations.find(did) for did in wanted}
        root = new_votable()
        resource = results(root, {"standardID": LINKS})
        rows = [
            row
            for number, (did, found) in enumerate(known.items())
            for row in (_rows(found, origin, number) if found else [_unknown(did)])
        ]
        add_table(resource, _COLUMNS, rows)
        for number, found in enumerate(known.values()):
            if found:
                _descriptor(root, found, origin, number)
        return finished(root)


def _unknown(did: str) -> dict[str, object]:
    message = f"NotFoundFault: there is no dataset {did[:200]} here."
    return {"ID": did[:1000], "error_message": message, "semantics": "#this"}


def _rows(observation: Observation, origin: str, number: int) -> Iterator[dict[str, object]]:
    shared: dict[str, object] = {"ID": observation.did, "link_auth": "false"}
    product = observation.survey.product
    yield shared | {
        "access_url": observation.file(origin),
        "description": f"{observation.title}, the whole file",
        "semantics": "#this",
        "content_type": FITS,
        "content_length": observation.size,
        "content_qualifier": f"#{product}",
    }
    yield shared | {
        "access_url": observation.preview(origin),
        "description": f"Preview of {observation.title}",
        "semantics": "#preview",
        "content_type": PNG,
        "content_qualifier": "#image",
    }
    yield shared | {
        "service_def": f"soda-{number}",
        "description": "A part of it: by circle, polygon or band",
        "semantics": "#cutout",
        "content_type": FITS,
        "content_qualifier": f"#{product}",
    }
    yield shared | {
        "access_url": observation.flat(origin),
        "description": f"Flat field of {observation.title}",
        "semantics": "#calibration",
        "content_type": FITS,
        "content_qualifier": "#image",
    }


def _descriptor(root: ET.Element, observation: Observation, origin: str, number: int) -> None:
    resource = child(root, "RESOURCE", type="meta", utype="adhoc:service", ID=f"soda-{number}")
    resource.set("name", "cutout")
    child(resource, "DESCRIPTION", f"Cuts a part out of {observation.title}.")
    _parameter(resource, "accessURL", f"{origin}/soda/sync")
    _parameter(resource, "standardID", SODA_SYNC)
    _parameter(resource, "contentType", FITS)
    inputs = child(resource, "GROUP", name="inputParams")
    dataset = _COLUMNS[0]
    param(inputs, dataset, observation.did)
    radius = observation.fov / 2**0.5
    _bounds(inputs, _CIRCLE, maximum=f"{observation.ra!r} {observation.dec!r} {radius!r}")
    vertices = " ".join(f"{part:.6f}" for vertex in observation.footprint for part in vertex)
    _bounds(inputs, _POLYGON, maximum=vertices)
    survey = observation.survey
    _bounds(inputs, _BAND, maximum=f"{survey.em_min!r} {survey.em_max!r}")


_CIRCLE = Column(
    name="CIRCLE",
    datatype="double",
    arraysize="3",
    unit="deg",
    ucd="phys.angArea;obs",
    xtype="circle",
    description="Right ascension and declination of the centre, and radius; ICRS",
)
_POLYGON = Column(
    name="POLYGON",
    datatype="double",
    arraysize="*",
    unit="deg",
    ucd="phys.angArea;obs",
    xtype="polygon",
    description="Right ascensions and declinations of the vertices; ICRS",
)
_BAND = Column(
    name="BAND",
    datatype="double",
    arraysize="2",
    unit="m",
    ucd="em.wl;stat.interval",
    xtype="interval",
    description="Shortest and longest wavelength",
)


def _parameter(resource: ET.Element, name: str, value: str) -> None:
    param(resource, column(name, "", datatype="char"), value)


def _bounds(inputs: ET.Element, column: Column, *, maximum: str) -> None:
    # SODA 1.0, section 4.3: for these types, MAX alone says within what a value makes sense.
    element = param(inputs, column)
    child(child(element, "VALUES"), "MAX", value=maximum)
