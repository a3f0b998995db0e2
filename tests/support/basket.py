"""Items and baskets for tests."""

from esap_jupyter.columns import column
from esap_jupyter.models import NewBasketItem

COLUMNS = [
    column("source_id", "Id", datatype="long", ucd="meta.id;meta.main"),
    column("mag", "Magnitude", datatype="double", unit="mag", ucd="phot.mag"),
]


def item(number, **changes):
    """Return an item like a row of an archive, with changes."""
    fields = {
        "kind": "row",
        "title": f"Row {number}",
        "archive": "gaia",
        "data": {"source_id": str(2**62 + number), "mag": "NaN"},
        "columns": COLUMNS,
        "url": f"https://example.org/{number}.fits",
        "size": str(number * 1000),
    }
    return NewBasketItem(**fields | changes)


def titles(basket, **where):
    """Return the titles of a basket's items, in order."""
    return [each.title for each in basket.items(**where)]
