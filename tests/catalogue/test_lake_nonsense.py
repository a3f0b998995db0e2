"""Descriptions of lakes that make no sense are refused, by the key that is wrong."""

import math

import pytest

from esap_jupyter.catalogue import lake_of
from esap_jupyter.lake.configs.instances import instance_lake

WRONG = [
    ("url", "https://alice:hunter2@host/"),
    ("auth_url", "https://hunter2@host/"),
    ("url", "https://host/\r\nX-Y: z"),
    ("url", "https://ho st/"),
    ("webui", "javascript:alert(1)"),
    ("issuer", "https://a:hunter2@host/"),
    ("storage", ["https://a:hunter2@host/"]),
    ("timeout", math.inf),
    ("timeout", math.nan),
    ("timeout", 1e9),
    ("lifetime_days", 1e300),
    ("lifetime_days", math.nan),
    ("vo", "a\nb"),
    ("mount", "/a\0b"),
    ("ca", "\0"),
    ("name", "\u202eekal"),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_it_is_refused_and_no_password_is_repeated(key, value):
    with pytest.raises(ValueError, match=f"^{key} ") as caught:
        lake_of({"id": "lake", "name": "Lake", "url": "https://host/", key: value})
    assert "hunter2" not in str(caught.value)


def test_a_password_in_the_address_of_an_instance_is_not_shown():
    entry = instance_lake({"name": "x", "rucio_base_url": "https://alice:hunter2@host/"})
    assert "password" in entry.reason
    assert "hunter2" not in repr(entry)
