"""Service descriptors are read wherever they stand, and kept beside the table."""

import pyarrow as pa

from esap_jupyter import votable
from esap_jupyter.votable.services import load_services, save_services

TABLE = """<RESOURCE type="results"><TABLE>
<FIELD ID="pid" name="obs_publisher_did" datatype="char" arraysize="*"/>
<DATA><TABLEDATA><TR><TD>ivo://x?1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>"""
SODA = """<RESOURCE type="meta" utype="adhoc:service" ID="soda"><DESCRIPTION>Cuts images.</DESCRIPTION>
<PARAM name="standardID" datatype="char" arraysize="*" value="ivo://ivoa.net/std/SODA#sync-1.0"/>
<PARAM name="accessURL" datatype="char" arraysize="*" value="http://h/soda"/>
<GROUP name="inputParams">
<PARAM name="ID" datatype="char" arraysize="*" ref="pid" value=""/>
<PARAM name="CIRCLE" datatype="double" arraysize="3" xtype="circle" unit="deg" value="">
<DESCRIPTION>What to cut out</DESCRIPTION><VALUES><MAX value="10 41 0.5"/></VALUES></PARAM>
<PARAM name="POL" datatype="char" value=""><VALUES><OPTION value="I"/><OPTION value="V"/></VALUES></PARAM>
</GROUP></RESOURCE>"""


def document(*parts: str) -> bytes:
    return f'<VOTABLE version="1.4">{"".join(parts)}</VOTABLE>'.encode()


def test_before_and_after_the_rows():
    for parts in ((TABLE, SODA), (SODA, TABLE)):
        table, (soda,) = votable.read_with_services(document(*parts))
        assert table.to_pylist() == [{"obs_publisher_did": "ivo://x?1"}]
        assert soda.is_standard("SODA")
        assert not soda.is_standard("DataLink")
        assert (soda.id, soda.access_url) == ("soda", "http://h/soda")
        assert soda.description == "Cuts images."
        key, circle, pol = soda.inputs
        assert key.ref == "obs_publisher_did"
        assert (circle.xtype, circle.maximum) == ("circle", "10 41 0.5")
        assert circle.description == "What to cut out"
        assert pol.options == ("I", "V")


def test_kept_beside_the_stored_table(tmp_path):
    answer, table = tmp_path / "answer", tmp_path / "table.arrow"
    answer.write_bytes(document(TABLE, SODA))
    votable.decode(answer, table)
    assert [service.id for service in load_services(table)] == ["soda"]
    assert pa.ipc.open_file(str(table)).read_all().num_rows == 1


def test_none_where_there_are_none(tmp_path):
    answer, table = tmp_path / "answer", tmp_path / "table.arrow"
    answer.write_bytes(document(TABLE))
    votable.decode(answer, table)
    assert load_services(table) == []
    assert not (tmp_path / "services.json").exists()


def test_what_is_damaged_or_too_much_does_not_stop_the_table(tmp_path):
    (tmp_path / "services.json").write_bytes(b"[{")
    assert load_services(tmp_path / "table.arrow") == []
    many = SODA.replace("<GROUP", "<GROUP ", 1) * 600
    _, services = votable.read_with_services(document(TABLE, many))
    assert len(services) == 500
    save_services(services, tmp_path / "table.arrow")
    assert len(load_services(tmp_path / "table.arrow")) == 500


def test_a_descriptor_without_an_address_is_no_service():
    nowhere = SODA.replace("accessURL", "nothing")
    assert votable.read_with_services(document(TABLE, nowhere))[1] == []


def test_only_who_refers_to_a_column_gets_it():
    plain = TABLE.replace('ID="pid" ', "")
    _, (soda,) = votable.read_with_services(document(plain, SODA))
    assert [param.ref for param in soda.inputs] == ["", "", ""]
