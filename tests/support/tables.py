"""Whether two astropy tables are the same, cell by cell."""

import astropy.units as u
import numpy as np

__all__ = ["assert_same_rows", "assert_same_table"]


def assert_same_rows(table, expected):
    """Compare tables whose rows may come in any order."""
    first = table.colnames[0] if "obs_publisher_did" not in table.colnames else "obs_publisher_did"
    assert_same_table(table[np.argsort(table[first])], expected[np.argsort(expected[first])])


def assert_same_table(table, expected):
    """Compare names, units, UCDs, masks and values, cell by cell."""
    assert table.colnames == expected.colnames
    assert len(table) == len(expected)
    for name in expected.colnames:
        ours, theirs = table[name], expected[name]
        assert u.Unit(ours.unit or "") == u.Unit(theirs.unit or ""), name
        assert (ours.description or "") == (theirs.description or ""), name
        assert ours.meta.get("ucd") == theirs.meta.get("ucd"), name
        assert_same_cells(name, np.ma.asarray(ours), np.ma.asarray(theirs))


def assert_same_cells(name, ours, theirs):
    if theirs.dtype.kind in "OUS":
        # pyvo has an empty string, or a mask, where we have only the mask.
        assert texts(ours) == texts(theirs), name
        return
    assert ours.dtype.kind == theirs.dtype.kind, name
    np.testing.assert_array_equal(missing(ours), missing(theirs), err_msg=name)
    kept = ~missing(theirs)
    np.testing.assert_array_equal(ours.data[kept], theirs.data[kept], err_msg=name)


def missing(column):
    """Masked, or not a number: pyvo masks both."""
    nan = np.isnan(column.data) if column.dtype.kind == "f" else False
    return np.ma.getmaskarray(column) | nan


def texts(column):
    return [str(cell) for cell in column.filled("").tolist()]
