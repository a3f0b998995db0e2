"""StageIT: requests, states in a text of JSON, tokens that stay secret."""

import json
import pickle
from datetime import UTC, datetime, timedelta

import pytest

from esap_jupyter.archives.rest.lofar.stageit import StageIt
from esap_jupyter.archives.rest.lofar.stageit_macaroons import Macaroon, bearer, ranked
from esap_jupyter.archives.rest.lofar.stageit_token import StagingToken
from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    EsapError,
    ForbiddenAddressError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.base import Answer, json_answer
from tests.peers.fakes.stageit import SURLS, TOKEN, FakeStageIt, macaroon

SITES = {"SURF": ("127.0.0.1",)}


@pytest.fixture
def fake():
    with FakeStageIt() as stageit:
        yield stageit


def client(fake, secret=TOKEN, **more):
    http = HttpClient(guard=AddressGuard([fake.root]), user_agent="test", retries=0)
    token = StagingToken(secret, host=fake.hostport)
    return StageIt(http=http, token=token, url=fake.url, **more)


def test_a_request_from_beginning_to_end(fake):
    stageit = client(fake)
    number = stageit.request(SURLS, notify=False)
    sent = fake.asked[-1]
    assert (sent.method, sent.path) == ("POST", "/stageit/api/staging/requests/")
    assert sent.json == {"surls": list(SURLS), "notify": False, "request_type": "stage"}
    assert sent.headers["Authorization"] == f"Token {TOKEN}"
    assert sent.headers["Content-Type"] == "application/json"
    begun = stageit.state(number)
    assert (begun.code, begun.online, begun.progressing, begun.errors) == ("S", (), (), {})
    assert begun.surls == SURLS
    stageit.abort(number)
    assert fake.asked[-1].method == "PUT"
    assert stageit.state(number).code == "A"
    stageit.reschedule(number)
    assert (fake.asked[-1].method, fake.asked[-1].json) == ("PATCH", {"current_status_code": "S"})
    assert stageit.state(number).code == "S"
    assert stageit.webdav_urls(number)[0].startswith("https://srm.grid.sara.nl:8443/pnfs/")
    assert stageit.gridftp_urls(number)[0].startswith("gsiftp://")


def test_the_state_is_a_text_that_holds_json(fake):
    state = client(fake).state(42000)
    assert (state.online, state.progressing) == (SURLS[:1], SURLS[1:2])
    failed = client(fake).state(42001)
    assert failed.errors == {SURLS[2]: "File not found"}
    assert (failed.status, failed.code) == ("failed", "F")
    assert isinstance(fake.requests[42000]["response"], str)


@pytest.mark.parametrize("response", ["{", '"online"', "[1]", "[" * 100_000])
def test_a_state_that_cannot_be_read_is_told(fake, response):
    fake.requests[42000]["response"] = response
    with pytest.raises(BadAnswerError, match="StageIT told the state of files in a form"):
        client(fake).state(42000)


def test_requests_since_a_day_and_in_a_state(fake):
    fake.add(SURLS, code="C", when=datetime(2020, 1, 1, tzinfo=UTC), online=SURLS)
    stageit = client(fake)
    since = datetime.now(UTC) - timedelta(days=1)
    assert [each.id for each in stageit.requests(since)] == [42000, 42001]
    assert [each.id for each in stageit.requests(since, code="F")] == [42001]
    assert len(stageit.requests(datetime(2019, 1, 1, tzinfo=UTC))) == 3
    with pytest.raises(BadRequestError, match="no state of StageIT"):
        stageit.requests(since, code='F") { edges }')


def test_a_request_that_is_not_there(fake):
    with pytest.raises(NotFoundError, match="StageIT knows no such request"):
        client(fake).state(7)
    with pytest.raises(EsapError, match="StageIT"):
        client(fake).abort(7)


@pytest.mark.parametrize("surls", [[], ["https://x/y"], ["srm://a/b", "rm -rf"]])
def test_only_surls_are_staged(fake, surls):
    with pytest.raises(BadRequestError, match="Only SURLs"):
        client(fake).request(surls)
    assert fake.asked == []


@pytest.mark.parametrize(
    ("mood", "kind", "says"),
    [
        ("500", UnreachableError, "StageIT answered 500"),
        ("html", BadAnswerError, "StageIT answered with a web page"),
        ("not json", BadAnswerError, "StageIT answered with something broken"),
        ("cut", UnreachableError, "StageIT broke off"),
        ("empty", BadAnswerError, "StageIT sent no answer"),
    ],
)
def test_bad_answers(fake, mood, kind, says):
    fake.mood = mood
    with pytest.raises(kind, match=says) as caught:
        client(fake).state(42000)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"data": None},
        {"data": {"request": {"currentStatus": "x"}}},
        {"data": {"request": {"id": "1", "response": '{"errors": ["x"]}'}}},
        {"errors": [{"message": "Cannot query field"}]},
        {"errors": "no"},
    ],
)
def test_answers_of_another_form(fake, answer):
    fake.answer = lambda _: json_answer(answer)
    with pytest.raises(BadAnswerError, match="StageIT"):
        client(fake).state(1)


def test_a_token_that_is_refused_is_not_told(fake):
    with pytest.raises(NotAvailableError, match="StageIT refused the token") as caught:
        client(fake, "wr0ng-t0k3n").state(42000)
    assert "wr0ng" not in f"{caught.value} {caught.value.remedy}"
    assert "/stageit/" in caught.value.remedy


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_token_that_is_sent_back_is_not_told(fake, status):
    def answer(asked):
        words = asked.headers["Authorization"]
        body = {"errors": [{"message": words}]} if status == 200 else {"detail": words}
        return Answer(json.dumps(body).encode(), status=status, media="text/plain")

    fake.answer = answer
    with pytest.raises(EsapError) as caught:
        client(fake).state(1)
    assert "StageIT" in caught.value.message
    shown = [caught.value, caught.value.__cause__]
    assert not any(TOKEN in str(each) for each in shown)


def test_a_token_goes_to_its_own_host_only(fake):
    http = HttpClient(guard=AddressGuard([fake.root]), user_agent="test", retries=0)
    elsewhere = StageIt(http=http, token=StagingToken(TOKEN), url=fake.url)
    with pytest.raises(NotAvailableError, match=r"is for sdc\.astron\.nl, not for 127"):
        elsewhere.state(1)
    assert fake.asked == []


def test_a_redirect_does_not_take_the_token_along(fake):
    with FakeStageIt() as other:
        there = f"{other.url}graphql/"
        fake.answer = lambda _: Answer(b"", status=307, headers={"Location": there})
        http = HttpClient(guard=AddressGuard([fake.root, other.root]), user_agent="test")
        stageit = StageIt(http=http, token=StagingToken(TOKEN, host=fake.hostport), url=fake.url)
        with pytest.raises(BadAnswerError, match="another host"):
            stageit.state(42000)
        with pytest.raises(NotAvailableError, match="refused the token"):
            stageit.webdav_urls(42000)
        assert [asked.method for asked in other.asked] == ["GET"]
        assert "Authorization" not in other.asked[-1].headers


def test_a_redirect_into_this_machine_is_refused(fake):
    inside = "http://127.0.0.1:1/stageit/"
    fake.answer = lambda _: Answer(b"", status=307, headers={"Location": inside})
    with pytest.raises(ForbiddenAddressError):
        client(fake).webdav_urls(42000)


def test_a_token_does_not_show_itself():
    token = StagingToken(TOKEN)
    assert TOKEN not in f"{token} {token!r} {[token]}"
    assert not hasattr(token, "__dict__")
    with pytest.raises(TypeError):
        pickle.dumps(token)
    opened = Macaroon.make(site="SURF", content=macaroon("path:/a"), valid_until=None)
    assert opened.content not in f"{opened} {opened!r}"


def test_the_stager_s_own_file_is_read(tmp_path):
    path = tmp_path / ".stagingrc"
    assert StagingToken.read(path) is None
    path.write_text(f"api_token={TOKEN}\n")
    path.chmod(0o600)
    token = StagingToken.read(path)
    assert token.host == "sdc.astron.nl"
    assert not token.readable_by_others
    assert token.headers("https://sdc.astron.nl/x") == {"Authorization": f"Token {TOKEN}"}
    path.write_text(f"# mine\napi_token = {TOKEN}\nhostname = sdc-dev.astron.nl\n")
    path.chmod(0o644)
    token = StagingToken.read(path)
    assert token.host == "sdc-dev.astron.nl"
    assert token.readable_by_others


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("user=alice\npassword=pa55\n", "stager of old"),
        ("", "no usable api_token"),
        ("api_token=a b pa55\n", "no usable api_token"),
        ("api_token=pa55\nhostname=evil.example/x\n", "no usable hostname"),
        ("[a\n pa55", "not of the form"),
        ("pa55 pa55", "not of the form"),
    ],
)
def test_a_file_of_another_form_is_told_without_its_content(tmp_path, text, says):
    path = tmp_path / ".stagingrc"
    path.write_text(text)
    with pytest.raises(NotAvailableError, match=says) as caught:
        StagingToken.read(path)
    assert "pa55" not in f"{caught.value} {caught.value.__cause__}"
    assert str(path) in caught.value.message


def opened(*caveats, site="SURF", hours=1.0):
    until = datetime.now(UTC) + timedelta(hours=hours)
    content = macaroon(*caveats)
    return Macaroon.make(site=site, content=content, valid_until=until.isoformat())


NOW = datetime.now(UTC).timestamp()
URL = "https://webdav.grid.surfsara.nl:2882/pnfs/lofar/lc4_034/403972/x.tar"


def test_macaroons_are_chosen_by_host_then_by_the_longest_folder():
    wide, near = opened("path:/pnfs/lofar"), opened("path:/pnfs/lofar/lc4_034/403972")
    other = opened("path:/pnfs/lofar/lc4_034/40397", hours=9)
    bare = opened("activity:DOWNLOAD", hours=9)
    julich = opened("path:/pnfs/lofar/lc4_034/403972/x.tar", site="Juelich")
    order = ranked(URL, [other, bare, wide, julich, near], now=NOW)
    assert order == [near, wide, bare, other]
    assert bearer(order[0]) == {"Authorization": f"Bearer {near.content}"}


def test_roots_of_macaroons_are_in_addresses_or_not():
    rooted = opened("root:/pnfs/lofar", "path:/lc4_034")
    bare = opened("activity:DOWNLOAD")
    for url in (URL, "https://webdav.grid.surfsara.nl:2882/lc4_034/403972/x.tar"):
        assert ranked(url, [bare, rooted], now=NOW)[0] == rooted


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("SURF", "webdav.grid.surfsara.nl"),
        ("SARA", "webdav.grid.surfsara.nl"),
        ("Juelich", "lofar-webdav.fz-juelich.de"),
        ("Jülich", "lofar-webdav.fz-juelich.de"),
        ("FZJ", "lofar-webdav.fz-juelich.de"),
        ("Poznan", "lta-head.lofar.psnc.pl"),
        ("PSNC", "lta-head.lofar.psnc.pl"),
    ],
)
def test_sites_are_known_by_their_names(name, host):
    mine = opened("path:/a", site=name)
    assert ranked(f"https://{host}:2880/a/b", [mine], now=NOW) == [mine]


def test_expired_macaroons_are_left_out_and_told():
    old, new = opened("path:/pnfs/lofar/lc4_034", hours=-1), opened("path:/pnfs")
    assert ranked(URL, [old, new], now=NOW) == [new]
    with pytest.raises(NotAvailableError, match=r"expired at 20\d\d-") as caught:
        ranked(URL, [old], now=NOW)
    assert "Reschedule" in caught.value.remedy


@pytest.mark.parametrize("host", ["evil.example", "surfsara.nl.evil.example", "xgrid.surfsara.nl"])
def test_macaroons_go_to_their_own_site_only(host):
    with pytest.raises(NotAvailableError, match="no macaroon for"):
        ranked(f"https://{host}/pnfs/lofar/x", [opened("path:/pnfs")], now=NOW)


def test_a_macaroon_opens_the_file_it_is_for(fake):
    folder = "/pnfs/lofar/lc4_034/403972"
    url = fake.serve_file(42000, f"{folder}/x.tar", folder=folder)
    fake.serve_file(42000, f"{folder}/x.tar", folder="/pnfs/lofar/lc8_029")
    fake.serve_file(42000, f"{folder}/x.tar", folder=f"{folder}/x.tar", seconds=-7200)
    stageit = client(fake)
    given = stageit.macaroons(42000)
    assert len(given) == 3
    best, other = ranked(url, given, now=datetime.now(UTC).timestamp(), sites=SITES)
    http = HttpClient(guard=AddressGuard([fake.root]), user_agent="test", retries=0)
    assert http.get(url, headers=bearer(best)).status == 200
    assert http.get(url, headers=bearer(other)).status == 403
