"""Columns are declared in one way, one by one or as a list."""

import pytest

from esap_jupyter.columns import column, columns


def test_a_list_says_what_calls_say():
    read = columns(
        """
        name char - meta.id
          What it is
          called
        seen boolean
          Whether it was seen
        when unicodeChar - time.start Time.Start timestamp
          When
        size double arcmin - - -
          How large
        """,
        prefix="my:",
    )
    assert read == (
        column("name", "What it is called", datatype="char", ucd="meta.id"),
        column("seen", "Whether it was seen", datatype="boolean"),
        column("when", "When", ucd="time.start", utype="my:Time.Start", xtype="timestamp"),
        column("size", "How large", datatype="double", unit="arcmin"),
    )
    assert [one.numeric for one in read] == [False, False, False, True]
    assert [one.arraysize for one in read] == ["*", None, "*", None]


def test_a_misspelt_datatype_is_noticed():
    with pytest.raises(AssertionError, match="duoble"):
        columns("x duoble\n  X")
