"""Row 23 of facts/features.md, and the seed's own case: found, opened, completed, and run."""

import nbformat
import pyarrow as pa
import pytest
from nbclient import NotebookClient

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import NotFoundError
from esap_jupyter.models import BasketAddition, NewBasketItem
from esap_jupyter.models.openings import MatchRequest
from esap_jupyter.models.staging import StageWhat
from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_hcg16 import DATA_PATH, data_archive
from tests.peers.fakes.zenodo_records import FakeRecord, Whole, notebook
from tests.support.platforms import platform_of
from tests.support.stored import store_table


@pytest.fixture
def zenodo():
    with FakeZenodo() as fake:
        fake.elsewhere[DATA_PATH] = data_archive()
        yield fake


@pytest.fixture
def platform(zenodo, tmp_path, monkeypatch):
    more = f'[repositories.ossr]\nurl = "{zenodo.url}"\n'
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    with platform_of(tmp_path, more) as platform:
        monkeypatch.setattr(api, "platform", lambda: platform)
        yield platform


def test_row_23_a_published_analysis_is_found_opened_completed_and_runs_to_the_end(platform):
    hcg16 = esap.workflows("hcg-16")[0]
    path = hcg16.open("analyses", "plot_scripts/Figure3.ipynb")
    assert path.parent.name == "plot_scripts"
    assert path.parent.parent.parent.name == "analyses"
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=60, resources={"metadata": {"path": str(path.parent)}}).execute()
    printed = [
        output.text
        for cell in book.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stdout"
    ]
    assert printed == ["b'SIMPLE' 120\n"]


def test_notebooks_are_found_for_what_is_in_the_basket(platform, zenodo):
    body = notebook("files = []", "import casatasks", tags=("parameters",))
    zenodo.add(
        FakeRecord(
            id="905",
            concept="904",
            title="Calibration",
            keywords=("LOFAR",),
            files={"calibrate.ipynb": Whole(body)},
        )
    )
    esap.workflow("ossr:905")
    data = {"instrument_name": "LOFAR", "dataproduct_type": "visibility"}
    item = NewBasketItem(kind="row", title="A field", archive="lta", data=data)
    platform.basket_desk.put(BasketAddition(items=[item]))
    zenodo.mood = "500"
    (best,) = esap.notebooks_for(list(platform.basket.items()))
    assert best.notebook == "calibrate.ipynb"
    assert "Its keywords name LOFAR, where the data were taken." in best.why
    result = store_table(platform.home, pa.table({key: [value] for key, value in data.items()}))
    (found,) = platform.matcher.match(MatchRequest(what=[StageWhat(result=result.id)]))
    assert found.notebook == best.notebook
    assert esap.notebooks_for({"instrument_name": "LOFAR"})[0].notebook == best.notebook
    assert "Calibration" in esap.notebooks_for(words="lofar")._repr_html_()


def test_code_loads_the_data_or_imports_what_lies_beside_a_notebook(platform, zenodo):
    hcg16 = esap.workflows("hcg-16")[0]
    names = {}
    exec(hcg16.code(), names)
    assert any(path.name == "HCG16_final_data" for path in names["esap_paths"])
    code = hcg16.code("module", "plot_scripts/Figure3.ipynb")
    exec(code, names)
    assert (names["esap_notebook"].parent / "general_functions.py").is_file()
    names["sys"].path.remove(str(names["esap_notebook"].parent))
    with pytest.raises(NotFoundError, match="names no data"):
        esap.workflow("ossr:1000003").code()
