"""What is brought to a server elsewhere, when records of others name files as they like."""

import pytest

from esap_jupyter.errors import BadAnswerError, BadRequestError
from esap_jupyter.facilities.binderhub.facility import BinderHub
from esap_jupyter.facilities.events import iter_events
from esap_jupyter.facilities.jupyterhub.facility import JupyterHub
from tests.peers.fakes.binderhub import FakeBinderHub
from tests.peers.fakes.event_streams import Events
from tests.peers.fakes.hub import FakeHub
from tests.support.facilities import bundle, launch, made, source_of

FOLDER = "esap/My analysis"
CLIMBING = "../../../../hub/logout.ipynb"


@pytest.fixture
def fake():
    with FakeHub() as hub:
        yield hub


@pytest.fixture
def hub(fake):
    with made(JupyterHub, fake.url, token=fake.token) as facility:
        facility.pause = 0.01
        yield facility


def test_a_record_does_not_replace_the_basket_by_its_own(fake, hub):
    launch(hub, bundle(beside={"esap-basket.json": b'{"esap_basket": "theirs"}'}))
    files = fake.contents.files
    assert "theirs" not in files[f"{FOLDER}/esap-basket.json"]
    assert "theirs" in files[f"{FOLDER}/esap-basket-1.json"]
    assert "'esap-basket.json'" in source_of(files[f"{FOLDER}/analysis.ipynb"])
    again = bundle(beside={"esap-basket.json": b'{"esap_basket": "theirs"}'})
    launch(hub, again, existing="overwrite")
    assert "theirs" not in files[f"{FOLDER}/esap-basket.json"]


def test_files_whose_names_become_one_are_both_brought(fake, hub):
    launch(hub, bundle(beside={"a+b.py": b"first", "a@b.py": b"second"}))
    files = fake.contents.files
    assert files[f"{FOLDER}/a_b.py"] == "first"
    assert files[f"{FOLDER}/a_b-1.py"] == "second"


@pytest.mark.parametrize("end", ["/hub", "/hub/api"])
def test_a_catalogue_may_name_the_hub_or_what_is_below_it(fake, end):
    with made(JupyterHub, f"{fake.url}{end}", token=fake.token) as facility:
        launched = launch(facility)
    assert launched.url.startswith(f"{fake.url}/user/ada/esap/lab/tree/")
    assert f"{FOLDER}/analysis.ipynb" in fake.contents.files


def test_a_path_that_climbs_opens_nothing_at_a_hub(fake, hub):
    fake.puller = Events([{"phase": "finished"}], stays=True)
    what = bundle(notebook=None, repository="https://github.com/a/b", filepath=CLIMBING)
    with pytest.raises(BadRequestError, match="leads out"):
        launch(hub, what)


def test_a_path_that_climbs_is_neither_read_nor_written_at_a_binderhub():
    with FakeBinderHub() as fake, made(BinderHub, fake.url) as hub:
        what = bundle(notebook=None, repository="https://github.com/a/b", filepath=CLIMBING)
        with pytest.raises(BadRequestError, match="leads out"):
            launch(hub, what)
        assert not any("logout" in one.path for one in fake.asked)


def test_an_event_of_very_many_lines_is_given_up():
    lines = [b"data: [", *[b"data: 1,"] * 2000, b"data: 1]"]
    with pytest.raises(BadAnswerError, match="something else than the events"):
        list(iter_events(lines, "The hub"))
    few = [b"data: {", b'data: "a": 1', b"data: }"] * 900
    assert list(iter_events(few, "The hub")) == [{"a": 1}] * 900
