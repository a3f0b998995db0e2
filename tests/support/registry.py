"""What a registry answers, a row for each address of a service."""

from collections.abc import Iterable, Mapping

__all__ = ["SCS", "TAP", "answer", "row"]

TAP = "ivo://ivoa.net/std/tap"
SCS = "ivo://ivoa.net/std/conesearch"
_COLUMNS = (
    *("ivoid", "res_type", "short_name", "res_title", "res_description", "reference_url"),
    *("waveband", "content_type", "publisher", "standard_id", "intf_type", "access_url"),
)


def row(ivoid: str, title: str = "Title", **more: str) -> dict[str, str]:
    """Make a row of a TAP service, unless something else is said."""
    known = {"standard_id": TAP, "intf_type": "vs:paramhttp", "access_url": f"http://h/{ivoid[-1]}"}
    return {"ivoid": ivoid, "res_title": title, **known, **more}


def answer(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Write rows as a VOTable."""
    fields = "".join(f'<FIELD name="{name}" datatype="char" arraysize="*"/>' for name in _COLUMNS)
    cells = "".join(
        "<TR>" + "".join(f"<TD>{each.get(name, '')}</TD>" for name in _COLUMNS) + "</TR>"
        for each in rows
    )
    return (
        '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">'
        '<RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>'
        f"<TABLE>{fields}<DATA><TABLEDATA>{cells}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
    ).encode()
