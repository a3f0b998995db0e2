"""Results of earlier searches, from which it is told what archives have where."""

from esap_jupyter.models import Provenance, Result, SearchRequest, Target

__all__ = ["NOW", "NO_REGISTRY", "stored"]

NOW = 1_800_000_000.0

NO_REGISTRY = "[features]\nregistry = false\n"


def stored(rows, place=(10.0, 41.0, 1.0), *, age=0.0, truncated=False, **request):
    """Make the model of an earlier search's result, of so many rows."""
    ra, dec, radius = place
    target = Target(text="x", name="x", ra=ra, dec=dec, sexagesimal="", source="coordinates")
    provenance = Provenance(
        archive="mine",
        service="http://h",
        protocol="TAP",
        language="ADQL",
        query="x",
        target=target,
        radius=radius,
        started=NOW - age,
        seconds=1.0,
        client="test",
        request=SearchRequest(archives=["mine"], target="x", radius=radius, **request),
    )
    return Result(
        id="r",
        name="before",
        title="x",
        archive="mine",
        collection=None,
        created=NOW,
        rows=rows,
        truncated=truncated,
        columns=[],
        provenance=provenance,
        path="/x",
        size=1,
    )
