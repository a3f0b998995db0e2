"""Files of a lake as variables of real kernels, message by message as JupyterLab sends them."""

from pathlib import Path
from typing import Any

import pytest

from esap_jupyter.errors import EsapError
from esap_jupyter.kernel.lakefiles import DataNotHereError, LakeFile, LakeFiles
from tests.support.kernels import REGISTER, Comm, RealKernel

AWAY = {"did": "test:b.fits", "state": "elsewhere", "rses": ["XRD1"]}
NAMES = ["open", "get_ipython", "print", "In", "_", "_1", "__name__", "class", "a b", "", "x\n"]


@pytest.fixture
def here(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "a.fits"
    path.write_bytes(b"SIMPLE")
    return {"did": "test:a.fits", "state": "here", "path": str(path), "rses": ["DAV2"], "size": "6"}


def item(variable: str, *files: dict[str, Any], **more: Any) -> dict[str, Any]:
    did = more.pop("did", files[0]["did"] if files else "test:none")
    kind = {"lake": "escape", "type": "file", "overwrite": False}
    return {"variable": variable, "did": did, "files": [*files], **kind, **more}


def attach(kernel: RealKernel, *items: dict[str, Any]) -> list[dict[str, Any]]:
    answer = Comm(kernel).hand_over(kind="attach", items=[*items])
    return list(answer["ok"]["attached"])


def test_a_file_is_a_path(kernel: RealKernel, here: dict[str, Any]) -> None:
    assert attach(kernel, item("image", here)) == [{"variable": "image", "files": 1, "here": 1}]
    assert kernel.run("print(open(image, 'rb').read(), image.did, image.rses, image.size)") == (
        "b'SIMPLE' test:a.fits ('DAV2',) 6"
    )
    assert kernel.run("import os; print(os.path.join('/x', image) == str(image))") == "True"


def test_a_collection_is_a_list_of_paths(kernel: RealKernel, here: dict[str, Any]) -> None:
    data = item("events", here, AWAY, did="test:ds.events", type="collection")
    assert attach(kernel, data) == [{"variable": "events", "files": 2, "here": 1}]
    assert kernel.run("print(len(events), events, [os.fspath(f) for f in events.here])") == (
        f"2 <LakeFiles test:ds.events of escape: 1 of 2 files here> [{here['path']!r}]"
    )
    assert kernel.run("print(events[1] in events, events[1:].missing[0].did)") == (
        "True test:b.fits"
    )


def test_one_that_fails_fails_alone(kernel: RealKernel, here: dict[str, Any]) -> None:
    two = item("two", here, AWAY)
    answers = attach(kernel, item("class", here), two, item("third", here))
    assert [answer.get("error", {}).get("code") for answer in answers] == [
        "bad_request",
        "bad_request",
        None,
    ]
    assert kernel.run("print(third.here, 'two' in globals())") == "True False"


@pytest.mark.parametrize("name", NAMES)
def test_names_of_python_and_ipython_are_never_hidden(
    kernel: RealKernel, here: dict[str, Any], name: str
) -> None:
    shown = "print(sorted(n for n in globals() if not n.startswith('_')), open, get_ipython, print)"
    before = kernel.run(shown)
    (answer,) = attach(kernel, item(name, here, overwrite=True))
    assert answer["error"]["code"] == "bad_request"
    assert answer["error"]["remedy"]
    assert kernel.run(shown) == before


def test_asks_before_a_value_is_lost_and_replaces_its_own(
    kernel: RealKernel, here: dict[str, Any]
) -> None:
    kernel.run("mine = [1]; nothing = None")
    answers = attach(kernel, item("mine", here), item("nothing", here))
    assert [answer["exists"] for answer in answers] == ["list", "NoneType"]
    assert "files" in attach(kernel, item("mine", here, overwrite=True))[0]
    again = attach(kernel, item("mine", {**here, "state": "elsewhere", "path": None}))
    assert again == [{"variable": "mine", "files": 1, "here": 0}]
    (other,) = attach(kernel, item("mine", AWAY))
    assert other["exists"] == "LakeFile test:a.fits"


def test_after_a_restart_it_is_there_again(kernel7: RealKernel, here: dict[str, Any]) -> None:
    attach(kernel7, item("image", here))
    kernel7.restart()
    assert kernel7.run("print('image' in globals())") == "False"
    assert Comm(kernel7).hand_over(kind="attach", items=[item("image", here)]) == {}
    kernel7.run(REGISTER, silent=True)
    attach(kernel7, item("image", here))
    assert kernel7.run("print(image.here)") == "True"


@pytest.mark.parametrize("items", [None, [{"variable": 3}], [item("x", {"did": "a:b"})]])
def test_nonsense_is_answered(kernel: RealKernel, items: Any) -> None:
    answer = Comm(kernel).hand_over(kind="attach", items=items)
    assert answer["error"]["code"] == "bad_request"


def test_what_is_not_here_is_an_ordinary_error_and_never_the_string_none() -> None:
    away = LakeFile(lake="escape", did="test:b.fits", state="elsewhere", reason="only on XRD1")
    with pytest.raises(DataNotHereError, match=r"other storage .* \(only on XRD1\)") as told:
        Path(away)
    assert isinstance(told.value, EsapError)
    assert isinstance(told.value, FileNotFoundError)
    assert told.value.remedy
    assert str(away) == "rucio://escape/test:b.fits"
    assert "None" not in str(away) + repr(away)
    with pytest.raises(DataNotHereError):
        open(away)  # noqa: SIM115, PTH123  nothing is opened


def test_what_is_gone_again_says_so(tmp_path: Path) -> None:
    gone = LakeFile(lake="escape", did="test:a", state="here", path=str(tmp_path / "gone"))
    with pytest.raises(DataNotHereError, match="not there any more"):
        gone.path  # noqa: B018  the property raises
    assert not gone.here
    assert repr(gone)
    assert str(gone) == gone.url


def test_files_are_told_apart_by_lake_and_did() -> None:
    one = LakeFile(lake="a", did="s:n", state="elsewhere")
    same = LakeFile(lake="a", did="s:n", state="here", path="/x")
    other = LakeFile(lake="b", did="s:n", state="elsewhere")
    assert one == same
    assert one != other
    assert one != "s:n"
    assert len({one, same, other}) == 2
    assert len(LakeFiles(lake="a", did="s:c", files=[])) == 0


def test_astropy_takes_it_as_a_path(tmp_path: Path) -> None:
    from astropy.io import fits

    path = tmp_path / "image.fits"
    fits.PrimaryHDU([[1, 2]]).writeto(path)
    image = LakeFile(lake="escape", did="test:image", state="here", path=str(path))
    assert fits.getdata(image).tolist() == [[1, 2]]
