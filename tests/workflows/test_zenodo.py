"""Records of Zenodo and of InvenioRDM, by both shapes, within the limits that they set."""

import msgspec
import pytest

from esap_jupyter.errors import (
    AccessDeniedError,
    BadAnswerError,
    NotAvailableError,
    NotFoundError,
    ServerError,
)
from esap_jupyter.models import WorkflowQuestion
from esap_jupyter.workflows.patience import patient
from esap_jupyter.workflows.zenodo.query import query_of
from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_records import FakeRecord, Whole
from tests.support.workflows import zenodo_of


@pytest.fixture
def zenodo():
    with FakeZenodo() as fake:
        yield fake


def titles(page):
    return [each.title for each in page.items]


def many(zenodo, count, **fields):
    for number in range(count):
        key = str(2_000_000 + 2 * number)
        zenodo.add(
            FakeRecord(id=key, concept=f"{int(key) - 1}", title=f"Numbered {number:03}", **fields)
        )


def test_a_community_is_searched(zenodo):
    page = zenodo_of(zenodo).search(WorkflowQuestion(text="pulsar"))
    (found,) = page.items
    assert page.total == 1
    assert found.id == "ossr:1000003"
    assert found.description == "Folds pulsars & plots.\n• fast\n• exact"
    assert [each.orcid for each in found.authors] == ["0000-0003-1779-4532", ""]
    assert found.doi == "10.5281/zenodo.1000003"
    assert found.concept_doi == "10.5281/zenodo.1000001"
    assert found.code_repository == "https://github.com/escape/pulsar-folding"
    assert (found.version, found.license, found.kind) == ("1.1", "bsd-3-clause", "notebook")
    assert zenodo.asked[-1].params["communities"] == "escape2020"


def test_both_shapes_tell_the_same(zenodo):
    repository = zenodo_of(zenodo)
    older = repository.search(WorkflowQuestion())
    zenodo.always_inveniordm = True
    newer = repository.search(WorkflowQuestion())
    assert msgspec.to_builtins(older.items) == msgspec.to_builtins(newer.items)
    for each in older.items:
        assert repository.record(each.id.removeprefix("ossr:")).files == each.files


def test_another_installation_has_its_community_at_an_address(zenodo):
    repository = zenodo_of(zenodo, options={"layout": "inveniordm"})
    assert len(repository.search(WorkflowQuestion()).items) == 7
    assert zenodo.asked[-1].path == "/api/communities/escape2020/records"


def test_pages_are_followed_by_their_links_and_never_too_large(zenodo):
    many(zenodo, 60)
    repository = zenodo_of(zenodo)
    page = repository.search(WorkflowQuestion(text="numbered"))
    found = titles(page)
    while page.after:
        page = repository.search(WorkflowQuestion(text="numbered"), after=page.after)
        found += titles(page)
    assert len(found) == len(set(found)) == 60
    assert {each.params["size"] for each in zenodo.asked} == {"25"}


def test_a_next_page_elsewhere_is_not_followed(zenodo):
    with pytest.raises(BadAnswerError, match="not followed"):
        zenodo_of(zenodo).search(WorkflowQuestion(), after="https://example.org/api/records?page=2")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("pulsar folding", "+pulsar +folding"),
        ('"dark matter" halo', '+"dark matter" +halo'),
        ("hcg-16", '+"hcg-16"'),
        ("a/b", '+"a/b"'),
        ("/ * ?", ""),
        ("x AND y", '+x +"AND" +y'),
        ('un"balanced', '+"un balanced"'),
        ("title:x", '+"title:x"'),
    ],
)
def test_words_are_never_operators(text, query):
    assert query_of(WorkflowQuestion(text=text)) == query


def test_a_keyword_is_asked_for_as_words_since_the_filter_knows_capitals(zenodo):
    found = zenodo_of(zenodo).search(WorkflowQuestion(keyword="lofar"))
    assert "Pulsar folding" in titles(found)
    assert zenodo.asked[-1].params["q"] == '+("lofar" metadata.subjects.subject:"lofar")'
    assert "subject" not in zenodo.asked[-1].params


def test_a_doi_finds_its_record(zenodo):
    repository = zenodo_of(zenodo)
    for text in (
        "10.5281/zenodo.1000003",
        "https://doi.org/10.5281/zenodo.1000003",
        "https://zenodo.org/doi/10.5281/zenodo.1000001",
        "https://zenodo.org/records/1000003",
    ):
        assert [each.id for each in repository.search(WorkflowQuestion(text=text)).items] == [
            "ossr:1000003"
        ]


def test_the_id_of_all_versions_leads_to_the_newest(zenodo):
    assert zenodo_of(zenodo).record("1000001").id == "ossr:1000003"


def test_an_older_version_tells_of_the_newer(zenodo):
    repository = zenodo_of(zenodo)
    assert repository.record("1000002").newer == "ossr:1000003"
    assert repository.record("1000003").newer == ""
    zenodo.always_inveniordm = True
    assert repository.record("1000002").newer == "ossr:1000003"


def test_access_is_told_and_closed_files_are_refused(zenodo):
    repository = zenodo_of(zenodo)
    by_title = {each.title: each for each in repository.search(WorkflowQuestion()).items}
    assert by_title["Restricted simulations"].access == "restricted"
    assert by_title["Embargoed light curves"].access == "embargoed"
    assert by_title["Nothing but words"].access == "metadata"
    assert by_title["Nothing but words"].size is None
    closed = msgspec.structs.replace(by_title["Pulsar folding"], access="restricted")
    with pytest.raises(AccessDeniedError, match="restricted"):
        repository.content(closed, closed.files[0])


@pytest.mark.parametrize("shape", [False, True])
@pytest.mark.parametrize("in_bucket", [False, True])
def test_files_are_read_by_their_links_whatever_their_names(zenodo, shape, in_bucket):
    zenodo.always_inveniordm = shape
    name = "a folder/é & #1?.txt"
    zenodo.add(
        FakeRecord(
            id="9", concept="8", title="Odd", files={name: Whole(b"odd")}, in_bucket=in_bucket
        )
    )
    repository = zenodo_of(zenodo)
    record = repository.record("9")
    (file,) = record.files
    assert file.name == name
    assert repository.content(record, file).whole(10) == b"odd"


def test_a_busy_repository_is_left_alone_and_says_for_how_long(zenodo):
    repository = zenodo_of(zenodo)
    zenodo.left = 0
    with pytest.raises(NotAvailableError, match="left alone for 30 s"):
        repository.search(WorkflowQuestion())
    before = len(zenodo.asked)
    with pytest.raises(NotAvailableError, match="left alone"):
        repository.search(WorkflowQuestion())
    assert len(zenodo.asked) == before, "nobody asks in the meantime"


def test_the_last_request_of_a_minute_is_known_to_be_the_last(zenodo):
    repository = zenodo_of(zenodo)
    zenodo.left = 1
    repository.search(WorkflowQuestion())
    before = len(zenodo.asked)
    with pytest.raises(NotAvailableError, match="as often as it allows"):
        repository.search(WorkflowQuestion())
    assert len(zenodo.asked) == before


def test_a_short_pause_is_waited_for(zenodo):
    zenodo.left, zenodo.retry_after = 0, "1"
    repository = zenodo_of(zenodo)
    answer = zenodo.answer

    def once(asked):
        given = answer(asked)
        zenodo.left = None
        return given

    zenodo.answer = once
    with patient(5):
        assert repository.search(WorkflowQuestion(text="pulsar")).total == 1


@pytest.mark.parametrize("mood", ["html", "not json", "empty"])
def test_an_answer_that_is_none_says_so(zenodo, mood):
    zenodo.mood = mood
    with pytest.raises(BadAnswerError, match="OSSR"):
        zenodo_of(zenodo).search(WorkflowQuestion())


def test_a_broken_server_says_so(zenodo):
    zenodo.mood = "500"
    with pytest.raises(ServerError, match="OSSR"):
        zenodo_of(zenodo).search(WorkflowQuestion())


@pytest.mark.parametrize("key", ["../secret", "1/2", "", "424242", "a" * 100])
def test_there_is_no_such_record(zenodo, key):
    with pytest.raises(NotFoundError):
        zenodo_of(zenodo).record(key)


def test_an_entry_that_makes_no_sense_says_so(zenodo):
    with pytest.raises(NotAvailableError, match="address"):
        zenodo_of(zenodo, url="")
    with pytest.raises(NotAvailableError, match="layout"):
        zenodo_of(zenodo, options={"layout": "x"})
