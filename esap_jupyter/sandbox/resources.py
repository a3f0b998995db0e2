"""What the sandbox's registry knows: its own services, some that do not exist, and a dead one."""

from ..adql.moc import merged, to_ascii, to_moc
from ..adql.regions import Circle, Polygon
from .datalink import LINKS
from .invented import dead, invented
from .obscore import OBSCORE
from .observations import AUTHORITY, Observations
from .ongc import OBJECTS
from .records import TAP, Capability, Resource
from .scs import CONE_SEARCH
from .sia import SIA2
from .soda import SODA_SYNC
from .surveys import SURVEYS

__all__ = ["resources"]

_ORDER = 5
_FOOTPRINT_ORDER = 6


def resources(
    *, origin: str, observations: Observations, positions: list[tuple[float, float]]
) -> list[Resource]:
    """Describe all resources.

    Parameters
    ----------
    origin
        The server's address without a path.
    observations
        The synthetic observations.
    positions
        Right ascension and declination of the objects of the catalogue, in degrees.
    """
    return [
        _tap_service(origin),
        _catalogue(origin, positions),
        _images(origin, observations),
        *invented(origin),
        dead(),
    ]


def _tap(origin: str, *, auxiliary: bool = False) -> Capability:
    return Capability(
        standard=f"{TAP}#aux" if auxiliary else TAP,
        url=f"{origin}/tap",
        kind="" if auxiliary else "tr:tableaccess",
        version="1.1",
        use="base",
        details=()
        if auxiliary
        else (
            ("/capability/dataModel/@ivo-id", "ivo://ivoa.net/std/ObsCore#core-1.1"),
            ("/capability/dataModel", "ObsCore-1.1"),
            ("/capability/dataModel/@ivo-id", "ivo://ivoa.net/std/RegTAP#1.1"),
            ("/capability/dataModel", "Registry 1.1"),
            ("/capability/language/name", "ADQL"),
        ),
    )


def _tap_service(origin: str) -> Resource:
    return Resource(
        id=f"{AUTHORITY}/tap",
        short_name="Sandbox TAP",
        title="The sandbox of esap-jupyter, TAP service",
        description="All tables of the sandbox: the OpenNGC catalogue, synthetic observations in "
        "ObsCore and this registry, with ADQL, asynchronous jobs and uploads.",
        subjects=("virtual-observatories", "astronomy-databases"),
        wavebands=("optical", "infrared", "radio"),
        capabilities=(_tap(origin),),
        tables=(OBJECTS, OBSCORE),
    )


def _catalogue(origin: str, positions: list[tuple[float, float]]) -> Resource:
    cells = merged(piece for ra, dec in positions for piece in to_moc(Circle(ra, dec), _ORDER))
    return Resource(
        id=f"{AUTHORITY}/ongc",
        short_name="OpenNGC",
        title="OpenNGC in the sandbox",
        description=f"{OBJECTS.description}. Galaxies, star clusters and nebulae.",
        subjects=("galaxies", "star-clusters", "nebulae", "catalogs"),
        wavebands=("optical", "infrared"),
        creator="Verga, M.",
        reference="https://github.com/mattiaverga/OpenNGC",
        rights="CC-BY-SA-4.0",
        capabilities=(
            Capability(
                standard=CONE_SEARCH.lower(),
                url=f"{origin}/scs/query?",
                kind="cs:conesearch",
                version="1.03",
                use="base",
                details=(("/capability/maxSR", "180"), ("/capability/testQuery/sr", "0.5")),
            ),
            _tap(origin, auxiliary=True),
        ),
        coverage=to_ascii(cells, _ORDER),
        tables=(OBJECTS,),
        serviced_by=(f"{AUTHORITY}/tap",),
        wavelengths=(4e-7, 2.4e-6),
    )


def _images(origin: str, observations: Observations) -> Resource:
    fields = {found.target: found for found in observations if found.survey is SURVEYS[0]}
    cells = merged(
        piece
        for found in fields.values()
        for piece in to_moc(Polygon(found.footprint), _FOOTPRINT_ORDER)
    )
    full = [
        Capability(standard=standard.lower(), url=f"{origin}/{path}", kind="", version=version)
        for standard, path, version in (
            (LINKS, "datalink/links", "1.1"),
            (SODA_SYNC, "soda/sync", "1.0"),
        )
    ]
    return Resource(
        id=f"{AUTHORITY}/images",
        short_name="Synthetic images",
        title="Synthetic images and cubes of OpenNGC objects",
        description="Images in the optical and the radio, and cubes of neutral hydrogen, with "
        "previews, calibration and cutouts. All of them are computed; nothing was observed.",
        subjects=("galaxies", "surveys", "neutral-hydrogen-clouds"),
        wavebands=("optical", "radio"),
        content="survey",
        capabilities=(
            Capability(
                standard=SIA2.lower(),
                url=f"{origin}/sia2/query",
                kind="sia:simpleimageaccess",
                version="2.0",
                use="base",
            ),
            *full,
            _tap(origin, auxiliary=True),
        ),
        coverage=to_ascii(cells, _FOOTPRINT_ORDER),
        times=(min(found.t_min for found in observations), max(f.t_max for f in observations)),
        wavelengths=(min(s.em_min for s in SURVEYS), max(s.em_max for s in SURVEYS)),
        tables=(OBSCORE,),
        serviced_by=(f"{AUTHORITY}/tap",),
    )
