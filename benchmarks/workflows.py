"""How long finding workflows takes: python -m benchmarks.workflows

Search to cards beside the repository's own time (with a fake that thinks as long as Zenodo does),
an index of 2000 records, and what listing the notebooks inside a zip of a gigabyte fetches.
"""

import statistics
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from esap_jupyter.models import Person, Workflow, WorkflowFile, WorkflowQuestion
from esap_jupyter.workflows.index import WorkflowIndex
from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_records import FakeRecord, Sparse, notebook, zipped
from tests.support.workflows import desk_of, http_for, zenodo_entry

__all__ = ["gigabyte_zip", "main", "many_workflows"]

_RUNS = 7
_THINKS = 0.5
_MEMBERS = 400


def main() -> None:
    """Print the figures."""
    search()
    index()
    listing()


def search() -> None:
    """Compare a search with one request and no more."""
    with FakeZenodo() as zenodo, tempfile.TemporaryDirectory() as folder:
        for number in range(100):
            zenodo.add(_record(number))
        answer = zenodo.answer
        zenodo.answer = lambda asked: (time.sleep(_THINKS), answer(asked))[1]
        http = http_for(zenodo)
        bare, cards = [], []
        with desk_of(Path(folder), zenodo_entry(zenodo), fakes=(zenodo,)) as desk:
            for number in range(_RUNS):
                url = f"{zenodo.url}records"
                params = {"q": f"+record +{number}", "size": "25", "communities": "escape2020"}
                bare.append(_timed(lambda url=url, params=params: http.get(url, params).body))
                question = WorkflowQuestion(text=f"record {number}")
                cards.append(_timed(lambda question=question: desk.search(question)))
    own, ours = statistics.median(bare), statistics.median(cards)
    print(
        f"search to cards: {ours * 1000:.0f} ms, the API's own {own * 1000:.0f} ms: "
        f"{ours / own:.2f} times (goal 1.2; the fake thinks for {_THINKS} s)"
    )


def index() -> None:
    """Search 2000 records without a network."""
    with tempfile.TemporaryDirectory() as folder:
        kept = WorkflowIndex(Path(folder) / "workflows.sqlite")
        workflows = many_workflows(2000)
        put = _timed(lambda: kept.put(workflows))
        for question in (
            WorkflowQuestion(),
            WorkflowQuestion(text="pulsar timing"),
            WorkflowQuestion(text="module17"),
            WorkflowQuestion(keyword="LOFAR", kind="notebook"),
            WorkflowQuestion(author="person 13", runtime="docker"),
        ):
            found = kept.search(question, ["ossr"])
            times = [
                _timed(lambda question=question: kept.search(question, ["ossr"]))
                for _ in range(_RUNS)
            ]
            said = question.text or question.keyword or question.author or "everything"
            print(
                f"index of 2000, {said!r}: {statistics.median(times) * 1000:.1f} ms, "
                f"{found[1]} found (goal 50 ms)"
            )
        print(f"index of 2000, putting them there: {put * 1000:.0f} ms")
        kept.close()


def listing() -> None:
    """List the notebooks inside a zip file of a gigabyte."""
    with FakeZenodo([]) as zenodo, tempfile.TemporaryDirectory() as folder:
        record = FakeRecord(id="9", concept="8", title="G", files={"big.zip": gigabyte_zip()})
        zenodo.add(record)
        with desk_of(Path(folder), zenodo_entry(zenodo), fakes=(zenodo,)) as desk:
            seconds = _timed(lambda: desk.get("ossr:9"))
            found = desk.get("ossr:9")
        size = record.files["big.zip"].size
        print(
            f"{len(found.notebooks or [])} notebooks inside {size / 1e9:.2f} GB: "
            f"{zenodo.sent / 1000:.0f} kB fetched with {len(zenodo.asked) - 1} requests, their "
            f"cells among them, in {seconds * 1000:.0f} ms (goal 200 kB)"
        )


def gigabyte_zip() -> Sparse:
    """Make a zip file of more than a gigabyte, nearly all of it zeros, with nine notebooks.

    The notebooks and four hundred other members are in front and at the end of a stored member
    that is as large as it says.
    """
    books = {
        f"analysis/part{number}/step{number}.ipynb": notebook(
            ("markdown", f"# Step {number}"), "import numpy\nimport astropy", "x = 1\n" * 200
        )
        for number in range(9)
    }
    others = {f"data/run{number:04}/table.csv": b"a,b\n" for number in range(_MEMBERS)}
    small = zipped(books | others)
    start = small.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<HII", small, start + 10)
    members, directory = small[:offset], small[offset : offset + size]
    name, large = b"data/cube.bin", 1 << 30
    header = struct.pack(
        "<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 0x21, 0, large, large, len(name), 0
    )
    entry = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        *(b"PK\x01\x02", 20, 20, 0, 0, 0, 0x21, 0, large, large, len(name)),
        *(0, 0, 0, 0, 0, len(members)),
    )
    behind = len(members) + len(header) + len(name) + large
    whole = directory + entry + name
    end = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(whole), behind, 0
    )
    parts = {0: members + header + name, behind: whole + end}
    return Sparse(behind + len(whole) + len(end), parts)


def many_workflows(count: int) -> list[Workflow]:
    """Make workflows as they are known after looking inside."""
    words = ["pulsar", "timing", "gamma", "ray", "LOFAR", "survey", "image", "cube", "spectra", "x"]
    return [_workflow(number, words) for number in range(count)]


def _workflow(number: int, words: list[str]) -> Workflow:
    from esap_jupyter.workflows.notebooks import summarise

    body = notebook(f"import numpy, module{number}\nopen('data{number}.fits')")
    return Workflow(
        id=f"ossr:{number}",
        repository="ossr",
        title=f"{words[number % 10].capitalize()} {words[number % 7]} {number}",
        description=" ".join(words[(number + each) % 10] for each in range(200)),
        authors=[Person(name=f"Person {number % 50}")],
        keywords=["LOFAR" if number % 3 else "CTA", "jupyter-notebook"],
        published=f"20{number % 25:02}-01-01",
        concept_doi=f"10.5281/zenodo.{number}",
        kind="notebook",
        runtime=["Docker" if number % 2 else "Python"],
        files=[WorkflowFile(name="a.zip", size="1000")],
        notebooks=[summarise(body, f"n{each}.ipynb") for each in range(3)],
    )


def _record(number: int) -> FakeRecord:
    key = 3_000_000 + 2 * number
    return FakeRecord(
        id=str(key),
        concept=str(key - 1),
        title=f"Record {number}",
        description="<p>" + "words and <b>more</b> words " * 50 + "</p>",
        files={},
    )


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
