"""A TAP service as a function of requests, whose answer a test chooses."""

from collections.abc import Callable

from tests.support.servers import Asked, Reply

__all__ = ["CAPABILITIES", "OBSCORE", "TABLES", "tap", "votable"]

CAPABILITIES = b"""<?xml version="1.0"?>
<vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:tr="http://www.ivoa.net/xml/TAPRegExt/v1.0">
  <capability standardID="ivo://ivoa.net/std/TAP" xsi:type="tr:TableAccess">
    <outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-td">
      <mime>application/x-votable+xml;serialization=TABLEDATA</mime><alias>votable/td</alias>
    </outputFormat>
    <outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-binary2">
      <mime>application/x-votable+xml;serialization=BINARY2</mime><alias>votable/b2</alias>
    </outputFormat>
  </capability>
</vosi:capabilities>"""

TABLES = b"""<?xml version="1.0"?>
<vosi:tableset xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1">
  <schema><name>my</name>
    <table><name>my.stars</name><title>Stars</title><description>All   of
      them</description><nrows>3</nrows>
      <column><name>name</name><dataType xsi:type="vs:VOTableType" arraysize="*">char</dataType></column>
      <column><name>alpha</name><unit>deg</unit><ucd>pos.eq.ra;meta.main</ucd>
        <dataType xsi:type="vs:VOTableType">double</dataType></column>
      <column><name>delta</name><unit>deg</unit><ucd>POS.EQ.DEC; META.MAIN</ucd>
        <dataType xsi:type="vs:TAPType">DOUBLE</dataType></column>
    </table>
    <table><name>my."odd name"</name>
      <column><name>x</name><dataType xsi:type="vs:TAPType">VARCHAR</dataType></column></table>
  </schema>
</vosi:tableset>"""

# The same, and ObsCore's table without regions.
OBSCORE = TABLES.replace(
    b"</schema>",
    b"<table><name>ivoa.obscore</name><column><name>s_ra</name></column>"
    b"<column><name>s_dec</name></column></table></schema>",
)


def votable(rows: int = 2, status: str = "OK", text: str = "", trailing: str = "") -> bytes:
    """Return a VOTable of so many rows."""
    cells = "".join(f"<TR><TD>{i}</TD><TD>{i}.5</TD></TR>" for i in range(rows))
    table = (
        '<TABLE><FIELD name="id" datatype="long"/><FIELD name="mag" datatype="double" unit="mag"/>'
        f"<DATA><TABLEDATA>{cells}</TABLEDATA></DATA></TABLE>"
    )
    return (
        '<?xml version="1.0"?><VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">'
        f'<RESOURCE type="results"><INFO name="QUERY_STATUS" value="{status}">{text}</INFO>'
        f"{'' if status == 'ERROR' else table}{trailing}</RESOURCE></VOTABLE>"
    ).encode()


def tap(answer: Callable[[Asked], Reply] | bytes, **pages: bytes) -> Callable[[Asked], Reply]:
    """Return what answers like a TAP service; queries are answered by ``answer``."""
    documents = {"capabilities": CAPABILITIES, "tables": TABLES, **pages}

    def reply(asked: Asked) -> Reply:
        page = asked.path.removeprefix("/tap/")
        if page == "sync":
            return Reply(answer) if isinstance(answer, bytes) else answer(asked)
        if page in documents:
            return Reply(documents[page], media="text/xml")
        return Reply(b"nothing here", status=404, media="text/plain")

    return reply
