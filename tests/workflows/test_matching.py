"""Notebooks are found for data, with the reasons, and without a network."""

import pytest

from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import NewBasketItem
from esap_jupyter.models.openings import MatchRequest
from esap_jupyter.models.workflows import NotebookSummary, Workflow
from esap_jupyter.workflows.matching.matcher import Matcher, ranked
from esap_jupyter.workflows.matching.traits import Traits, traits_of


def item(**data):
    return NewBasketItem(kind="row", data=data)


LOFAR = item(
    dataproduct_type="visibility",
    instrument_name="LOFAR/HBA",
    obs_collection="LoTSS DR2",
    em_min="1.8",
    em_max="2.5",
    access_format="application/x-measurement-set",
)
MUSE = item(
    dataproduct_type="cube",
    instrument_name="MUSE",
    facility_name="ESO-VLT-U4",
    em_min="4.75e-07",
    em_max="9.35e-07",
    access_url="https://archive.example.org/ADP.2017.fits.fz",
)


def workflow(title, *, notebooks=None, **fields):
    return Workflow(
        id=f"ossr:{title}", repository="ossr", title=title, notebooks=notebooks, **fields
    )


IMAGING = workflow(
    "Imaging pipeline",
    keywords=["LOFAR", "radio interferometry"],
    notebooks=[
        NotebookSummary(path="plots.ipynb", imports=["matplotlib"]),
        NotebookSummary(
            path="image.ipynb", imports=["casatasks"], parameters=["ms_name", "input_files"]
        ),
    ],
)
CUBES = workflow(
    "Kinematics of ionised gas",
    description="Fits emission lines in spectral cubes of MUSE.",
    notebooks=[NotebookSummary(path="a.ipynb", imports=["spectral_cube"], reads=["b.fits.gz"])],
)
GAMMA = workflow("Very high energy gamma rays with CTA", keywords=["CTA", "gamma-ray"])
ALL = [GAMMA, CUBES, IMAGING]


def titles(found):
    return [each.workflow.title for each in found]


def test_traits_are_read_from_the_rows():
    traits = traits_of([LOFAR, LOFAR, MUSE])
    assert traits.kinds == ["visibility", "cube"]
    assert traits.places[0] == "LOFAR/HBA"
    assert traits.archives == ["LoTSS DR2"]
    assert traits.formats == ["measurement set", "FITS"]
    assert traits.bands == ["radio", "optical"]


@pytest.mark.parametrize(
    ("wavelength", "band"),
    [("1e-13", "gamma-ray"), ("1e-9", "X-ray"), ("2e-7", "ultraviolet"), ("2e-6", "infrared")],
)
def test_bands_are_those_of_the_wavelengths(wavelength, band):
    assert traits_of([item(em_min=wavelength, em_max=wavelength)]).bands == [band]


@pytest.mark.parametrize("value", ["nan", "-1", "0", "x", ""])
def test_what_is_no_wavelength_tells_no_band(value):
    assert traits_of([item(em_min=value, em_max=value)]).bands == []


def test_the_instrument_decides_and_the_notebook_is_the_one_with_the_tools():
    best = ranked(ALL, traits_of([LOFAR]), 10)[0]
    assert best.workflow is IMAGING
    assert best.notebook == "image.ipynb"
    assert "Its keywords name LOFAR, where the data were taken." in best.why
    assert any("casatasks" in reason for reason in best.why)
    assert "It takes files by its parameter input_files." in best.why


def test_descriptions_imports_and_what_cells_open_count():
    (best, *_) = ranked(ALL, traits_of([MUSE]), 10)
    assert best.workflow is CUBES
    assert "Its cells open FITS files (b.fits.gz)." in best.why
    assert "It imports spectral_cube, which is for data of the type cube." in best.why
    assert 0 < best.score <= 1


def test_parts_of_words_are_no_words():
    muse = workflow("Museum of amusement", keywords=["museum"])
    assert ranked([muse], Traits(places=["MUSE"]), 10) == []


def test_what_does_not_fit_is_left_out_and_words_bring_it_in():
    assert "Very high energy gamma rays with CTA" not in titles(ranked(ALL, traits_of([MUSE]), 10))
    assert titles(ranked(ALL, Traits(words=["cta"]), 10)) == [GAMMA.title]


def test_of_those_that_fit_alike_the_newest_comes_first():
    old = workflow("Old", keywords=["LOFAR"], published="2019-01-01")
    new = workflow("New", keywords=["LOFAR"], published="2024-01-01")
    assert titles(ranked([old, new], Traits(places=["LOFAR"]), 10)) == ["New", "Old"]


def test_nothing_to_go_by_is_said():
    matcher = Matcher(known=lambda: ALL, items=lambda _: [], compute=InlineCompute())
    with pytest.raises(BadRequestError, match="Nothing is known of these data"):
        matcher.match(MatchRequest(), [item(ra="1.0")])
    assert matcher.match(MatchRequest(), [LOFAR])[0].workflow == IMAGING


def test_strange_names_are_only_names():
    strange = item(instrument_name="(((*[a", facility_name="\x00\n" * 50, em_min="1e999")
    assert ranked(ALL, traits_of([strange]), 10) is not None


@pytest.mark.parametrize("address", ["http://[", "http://[x]/a.fits"])
def test_what_is_no_address_tells_no_format(address):
    strange = NewBasketItem(kind="row", url=address, data={"access_url": address})
    assert traits_of([strange]).formats == []
