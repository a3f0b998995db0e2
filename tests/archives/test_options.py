"""What a catalogue says to a connector is checked when the connector is made."""

import pytest

from esap_jupyter.archives.options import read_options
from esap_jupyter.archives.rest.alta.connector import AltaConnector
from esap_jupyter.archives.rest.gateway.archives import GatewaySourceOptions
from esap_jupyter.archives.rest.gateway.connector import GatewayConnector
from esap_jupyter.archives.rest.zooniverse.connector import ZooniverseConnector
from esap_jupyter.archives.vo.dal.scs import ScsConnector
from esap_jupyter.archives.vo.tap.connector import TapConnector
from esap_jupyter.catalogue import SourceEntry
from esap_jupyter.errors import NotAvailableError
from tests.support.connectors import connect

URL = "https://archive.example.org/x"


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (AltaConnector, {"page_size": 0}),
        (AltaConnector, {"timeout": 0}),
        (GatewayConnector, {"timeout": -1.0}),
        (GatewayConnector, {"max_mb": "many"}),
        (ZooniverseConnector, {"max_mb": 0}),
        (ScsConnector, {"total_timeout": 0.0}),
        (TapConnector, {"max_mb": -5}),
        (TapConnector, {"time_out": 5}),
    ],
)
def test_senseless_options_are_refused_by_name(kind, options):
    with pytest.raises(NotAvailableError, match="options of MINE are wrong") as caught:
        connect(kind, URL, name="MINE", **options)
    assert next(iter(options)) in caught.value.message
    assert "[archives.mine.options]" in caught.value.remedy


def test_those_of_a_source_name_its_table():
    source = SourceEntry(id="gw", name="GW", kind="esap_gateway", url=URL, options={"hide": "x"})
    with pytest.raises(NotAvailableError, match="options of GW are wrong") as caught:
        read_options(source, GatewaySourceOptions)
    assert "[sources.gw.options]" in caught.value.remedy
