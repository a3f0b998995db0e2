"""Names of results."""

import pytest

from esap_jupyter.archives.names import default_name
from esap_jupyter.models import Target


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("M31", "m31_sandbox"),
        ("NGC 7331", "ngc7331_sandbox"),
        ("Barnard's Star", "barnard_s_star_sandbox"),
        ("47 Tuc", "t_47_tuc_sandbox"),
        ("Ärger", "arger_sandbox"),
        ("天", "t_sandbox"),
        ("class", "t_class_sandbox"),
        ("x" * 500, "x" * 40 + "_sandbox"),
        ('"; import os', "import_os_sandbox"),
    ],
)
def test_names_are_identifiers(text, name):
    target = Target(text=text, name="", ra=0, dec=0, sexagesimal="", source="Sesame")
    assert default_name(target, "sandbox") == name
    assert name.isidentifier()


def test_names_without_a_target():
    place = Target(text="1 2", name="", ra=1, dec=2, sexagesimal="", source="coordinates")
    assert default_name(place, "astron_vo") == "position_astron_vo"
    assert default_name(None, "a-b.c") == "a_b_c_adql"
