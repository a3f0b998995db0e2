"""`%%adql` in a real kernel, against the sandbox that it starts."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.kernels import Comm, RealKernel, real_kernel


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealKernel]:
    with real_kernel(tmp_path_factory.mktemp("home")) as kernel:
        kernel.run("%load_ext esap_jupyter")
        yield kernel


def failure(kernel: RealKernel, cell: str) -> dict[str, Any]:
    """Run a cell that must fail; what the user sees of it is returned as text."""
    execution = kernel.begin(cell)
    shown: list[str] = []

    def over(seen: dict[str, Any]) -> bool:
        if seen["parent_header"].get("msg_id") != execution:
            return False
        content = seen["content"]
        shown.extend(content.get("traceback", []))
        shown.append(str(content.get("text", "")))
        return content.get("execution_state") == "idle"

    kernel.wait_for(over)
    reply = kernel.finish(execution)
    assert reply["status"] == "error"
    return reply | {"shown": "\n".join(filter(None, shown)).strip()}


def test_load_ext_registers_the_target(loaded: RealKernel) -> None:
    assert Comm(loaded).hand_over(variable="a b")["error"]["code"] == "bad_request"


def test_into_binds_a_table(loaded: RealKernel) -> None:
    query = "%%adql sandbox --into stars\nSELECT TOP 5 * FROM ongc.objects"
    assert loaded.run(query) == "stars: 5 rows"
    assert loaded.run("print(type(stars).__module__, len(stars))") == "astropy.table.table 5"


def test_a_truncated_answer_says_so(loaded: RealKernel) -> None:
    query = "%%adql sandbox --into some --maxrec 4\nSELECT * FROM ongc.objects"
    assert loaded.run(query) == "some: 4 rows, truncated: the archive has more"


def test_forms_and_maxrec(loaded: RealKernel) -> None:
    loaded.run("%%adql sandbox --into few --form pandas --maxrec 2\nSELECT name FROM ongc.objects")
    assert loaded.run("print(type(few).__name__, len(few))") == "DataFrame 2"


def test_without_into_it_shows_the_result(loaded: RealKernel) -> None:
    execution = loaded.begin("%%adql sandbox\nSELECT TOP 3 name FROM ongc.objects")
    shown = loaded.wait_for(
        lambda seen: (
            seen["msg_type"] == "execute_result"
            and seen["parent_header"].get("msg_id") == execution
        )
    )
    assert "text/html" in shown["content"]["data"]
    assert loaded.finish(execution)["status"] == "ok"
    assert loaded.run("print(len(_))") == "3"


def test_braces_and_dollars_are_data(loaded: RealKernel) -> None:
    loaded.run("secret = 'expanded'")
    seen = failure(loaded, "%%adql {secret}\nSELECT '{secret}' FROM $secret")["shown"]
    assert "{secret}" in seen
    assert "expanded" not in seen


def test_errors_are_the_archives_words_in_few_lines(loaded: RealKernel) -> None:
    error = failure(loaded, "%%adql sandbox\nSELECT nonsense FROM ongc.objects")
    assert error["ename"] == "QueryError"
    assert "nonsense" in error["evalue"]
    assert "Traceback" not in error["shown"]
    assert len(error["shown"].splitlines()) <= 4


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("%%adql sandbox --into class\nSELECT 1", "class"),
        ("%%adql sandbox --into x;y\nSELECT 1", "x;y"),
        ("%%adql sandbox --form exec\nSELECT 1", "--form"),
        ("%%adql sandbox --maxrec many\nSELECT 1", "--maxrec"),
        ("%%adql\nSELECT 1", "archive"),
        ("%%adql sandbox --into get_ipython\nSELECT 1", "get_ipython"),
        ("%%adql sandbox --into print\nSELECT 1", "print"),
        ("%%adql sandbox --into In\nSELECT 1", "'In' belongs"),
        ('%%adql "sandbox\nSELECT 1', "No closing quotation"),
        ("%%adql '\nSELECT 1", "No closing quotation"),
        ("%%adql sandbox\n  ", "no query"),
    ],
)
def test_misuse_is_one_line(loaded: RealKernel, cell: str, word: str) -> None:
    error = failure(loaded, cell)
    assert error["ename"] == "UsageError"
    assert word in error["shown"]
    assert "Traceback" not in error["shown"]


def test_unknown_archive(loaded: RealKernel) -> None:
    error = failure(loaded, "%%adql nowhere\nSELECT 1")
    assert error["ename"] == "QueryError"
    assert "nowhere" in error["shown"]


def test_a_variable_is_uploaded_under_its_name_or_another(loaded: RealKernel) -> None:
    loaded.run("from astropy.table import Table; mine = Table({'n': [1, 2, 3]})")
    query = "SELECT n FROM TAP_UPLOAD.{} WHERE n > 1"
    for option, table in [("mine", "mine"), ("a=mine", "a")]:
        cell = f"%%adql sandbox --upload {option} --into big\n{query.format(table)}"
        assert loaded.run(cell) == "big: 2 rows"
    assert loaded.run("print(big['n'].tolist())") == "[2, 3]"


def test_an_upload_that_is_no_variable_is_refused(loaded: RealKernel) -> None:
    error = failure(loaded, "%%adql sandbox --upload nothing\nSELECT 1 FROM TAP_UPLOAD.nothing")
    assert "no variable" in error["shown"]
