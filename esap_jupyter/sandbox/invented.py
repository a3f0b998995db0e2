"""Records of services that do not exist, and of one that is gone, for trying a registry out."""

from ..adql.moc import to_ascii, to_moc
from ..adql.regions import Circle
from .records import TAP, Capability, Resource
from .scs import CONE_SEARCH
from .sia import SIA2

__all__ = ["dead", "invented"]

_INVENTED = "This is an example that does not exist; its address is that of the sandbox."


def invented(origin: str) -> list[Resource]:
    """Describe services that do not exist; their address is that of the sandbox."""
    image = Capability(
        standard=SIA2.lower(),
        url=f"{origin}/sia2/query",
        kind="sia:simpleimageaccess",
        version="2.0",
        use="base",
    )
    cone = Capability(
        standard=CONE_SEARCH.lower(),
        url=f"{origin}/scs/query?",
        kind="cs:conesearch",
        version="1.03",
        use="base",
    )
    return [
        Resource(
            id="ivo://esap.example/southern-radio",
            short_name="Example S radio",
            title="Example of a southern radio survey",
            description=f"{_INVENTED} It declares to cover the sky south of -30 degrees.",
            subjects=("radio-continuum-emission", "surveys"),
            wavebands=("radio",),
            content="survey",
            capabilities=(image,),
            coverage=to_ascii(to_moc(Circle(0, -90, 60), 4), 4),
            times=(57_000.0, 58_000.0),
            wavelengths=(0.2, 0.4),
        ),
        Resource(
            id="ivo://esap.example/xray-field",
            short_name="Example X-ray",
            title="Example of a deep X-ray field",
            description=f"{_INVENTED} It declares one field of three degrees around M51.",
            subjects=("x-ray-astronomy", "active-galaxies"),
            wavebands=("x-ray",),
            capabilities=(cone,),
            coverage=to_ascii(to_moc(Circle(202.47, 47.2, 1.5), 7), 7),
            times=(55_000.0, 55_010.0),
            wavelengths=(1.2e-10, 2.5e-9),
        ),
        Resource(
            id="ivo://esap.example/undeclared",
            short_name="Example infrared",
            title="Example of an infrared catalogue without declared coverage",
            description=f"{_INVENTED} It does not say where on the sky it has data.",
            subjects=("infrared-astronomy", "catalogs"),
            wavebands=("infrared",),
            capabilities=(cone,),
        ),
    ]


def dead() -> Resource:
    """Describe a service that does not answer."""
    return Resource(
        id="ivo://esap.example/dead",
        short_name="Example dead",
        title="Example of a service that is gone",
        description="This is an example of a record whose service does not answer any more.",
        subjects=("galaxies",),
        wavebands=("optical",),
        capabilities=(
            Capability(
                standard=TAP,
                url="http://127.0.0.1:9/tap",
                kind="tr:tableaccess",
                version="1.1",
                use="base",
            ),
        ),
        coverage="0/0-11",
    )
