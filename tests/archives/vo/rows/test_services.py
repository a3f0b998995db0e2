"""What belongs to a row: found, told in words, and brought to disk."""

import pytest

from esap_jupyter.errors import (
    ArchiveError,
    BadAnswerError,
    BadRequestError,
    ForbiddenAddressError,
    NotFoundError,
    UnreachableError,
)
from tests.support.links import FITS, PNG, archive_of, links_document, obscore, soda
from tests.support.platforms import platform_of, run
from tests.support.servers import Reply, closed_port, serve
from tests.support.tap import tap

DATALINK = "application/x-votable+xml;content=datalink"


class Archive:
    """An archive whose rows and pages a test chooses."""

    def __init__(self, folder):
        self.folder = folder
        self.pages = {}
        self.rows = []
        self.services = []
        self.server = None
        self.platform = None

    def page(self, path, body, **more):
        self.pages[path] = lambda _: Reply(body, **more)
        return f"{self.server.url}{path}"

    def result(self):
        activity = run(self.platform, adql="SELECT * FROM t")
        assert activity.error is None, activity.error
        return self.platform.results.get(activity.result)

    def links(self, row=0):
        return self.platform.row_services.links(self.result(), row).links

    def preview(self, row=0):
        return self.platform.row_services.preview(self.result(), row)


@pytest.fixture
def archive(tmp_path):
    made = Archive(tmp_path)
    answer = tap(lambda _: Reply(obscore(made.rows, *made.services)))
    with (
        serve(archive_of(answer, made.pages)) as made.server,
        platform_of(tmp_path, mine=f"{made.server.url}/tap") as made.platform,
    ):
        yield made


def test_datalink_by_the_access_url(archive):
    url = archive.page(
        "/dl",
        links_document(
            [
                {"semantics": "#calibration", "access_url": "flat.fits"},
                {"semantics": "#cutout", "service_def": "soda", "ID": "ivo://x?1"},
                {"semantics": "http://x.org/own#term", "access_url": "http://x.org/own"},
                {"semantics": "#flat", "error_message": "NotFoundFault: on <b>tape</b>"},
                {
                    "semantics": "#this",
                    "access_url": "http://x.org/a.fits",
                    "content_length": "9007199254740993",
                },
            ],
            soda("http://x.org/soda"),
        ),
    )
    archive.rows = [{"access_url": url, "access_format": DATALINK}]
    links = archive.links()
    assert [link.group for link in links] == [
        "The data", "Cutout", "Calibration", "Calibration", "Other: term",
    ]  # fmt: skip
    data, cutout, flat, broken, _ = links
    assert data.content_length == "9007199254740993"
    assert [one.name for one in cutout.service.parameters] == ["CIRCLE"]
    assert flat.url == f"{archive.server.url}/flat.fits"
    assert (broken.error, broken.url) == ("NotFoundFault: on <b>tape</b>", "")
    assert len({link.id for link in links}) == 5


def test_datalink_by_the_descriptor_of_the_table(archive):
    archive.page("/dl", links_document([{"semantics": "#this", "access_url": "http://x.org/a"}]))
    descriptor = soda(f"{archive.server.url}/dl", standard="DataLink#links-1.1")
    archive.services = [descriptor.replace('ref="ID"', 'ref="obs_publisher_did"')]
    archive.rows = [{"obs_publisher_did": "ivo://x?a b"}]
    assert archive.links()[0].url == "http://x.org/a"
    (asked,) = [one for one in archive.server.asked if one.path == "/dl"]
    assert asked.query["ID"] == "ivo://x?a b"


def test_a_datalink_whose_data_are_a_datalink_is_followed(archive):
    """DaCHS's generic descriptor of ObsCore tables leads to such."""
    inner = archive.page("/in", links_document([{"semantics": "#this", "access_url": "/a.fits"}]))
    outer = links_document([{"semantics": "#this", "access_url": inner, "content_type": DATALINK}])
    archive.rows = [{"access_url": archive.page("/out", outer), "access_format": DATALINK}]
    (link,) = archive.links()
    assert link.url == f"{archive.server.url}/a.fits"


def test_a_row_with_plain_columns(archive):
    url = archive.page("/a.fits", FITS, media="image/fits")
    preview = archive.page("/a.png", PNG, media="image/png")
    archive.rows = [{"access_url": url, "access_format": "image/fits", "preview": preview}]
    found = archive.platform.row_services.links(archive.result(), 0)
    assert found.origin == "columns"
    assert [(link.group, link.url) for link in found.links] == [
        ("The data", url),
        ("Preview", preview),
    ]
    assert archive.preview().content == PNG


def test_a_row_without_anything_says_so(archive):
    archive.rows = [{"target_name": "M31", "access_url": "not an address"}]
    found = archive.platform.row_services.links(archive.result(), 0)
    assert (found.origin, found.links) == ("none", [])
    assert "no files" in found.message
    with pytest.raises(NotFoundError, match="no preview"):
        archive.preview()


def test_unknown_row(archive):
    archive.rows = [{"target_name": "M31"}]
    with pytest.raises(NotFoundError, match="no row"):
        archive.links(1)


ERROR = b"""<VOTABLE version="1.4"><RESOURCE type="results">
<INFO name="QUERY_STATUS" value="ERROR">no such ID</INFO></RESOURCE></VOTABLE>"""
ANSWERS = [
    (Reply(ERROR), ArchiveError, "no such ID"),
    (Reply(b"<html><title>Login</title></html>", media="text/html"), BadAnswerError, "web page"),
    (Reply(obscore([{}])), BadAnswerError, "MINE.*DataLink"),
    (Reply(b"broken", status=500, media="text/plain"), UnreachableError, "500"),
]


@pytest.mark.parametrize(("reply", "kind", "words"), ANSWERS)
def test_links_that_cannot_be_had_are_told(archive, reply, kind, words):
    archive.pages["/dl"] = lambda _: reply
    archive.rows = [{"access_url": f"{archive.server.url}/dl", "access_format": DATALINK}]
    with pytest.raises(kind, match=words):
        archive.links()


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        (b"<html>", "image/png"),
        (b"", "image/png"),
        (b"RIFF1234WAVE", "image/webp"),
    ],
)
def test_only_pictures_are_previews(archive, body, media):
    archive.rows = [{"preview": archive.page("/p", body, media=media)}]
    with pytest.raises(BadAnswerError, match="no PNG, JPEG, GIF or WebP"):
        archive.preview()


def test_the_type_of_a_preview_is_what_its_bytes_say(archive):
    archive.rows = [{"preview": archive.page("/p", PNG, media="text/html")}]
    assert archive.preview().content_type == "image/png"


def test_a_preview_of_the_datalink(archive):
    preview = archive.page("/p.png", PNG)
    document = links_document([{"semantics": "#preview", "access_url": preview}])
    archive.rows = [{"access_url": archive.page("/dl", document), "access_format": DATALINK}]
    assert archive.preview().content == PNG


def test_a_row_cannot_lead_into_the_own_network(archive):
    archive.rows = [{"preview": f"{closed_port()}/p.png"}]
    with pytest.raises(ForbiddenAddressError):
        archive.preview()


def test_files_and_cutouts_in_python(archive, monkeypatch):
    asked = []

    def cut(request):
        asked.append(request.query)
        disposition = {"Content-Disposition": 'attachment; filename="../../cut.fits"'}
        return Reply(FITS, media="image/fits", headers=disposition)

    archive.pages["/soda"] = cut
    document = links_document(
        [
            {"semantics": "#this", "access_url": archive.page("/a.fits", FITS)},
            {"semantics": "#cutout", "service_def": "soda", "ID": "x"},
            {"semantics": "#dark", "error_message": "gone"},
        ],
        soda(f"{archive.server.url}/soda"),
    )
    archive.rows = [{"access_url": archive.page("/dl", document), "access_format": DATALINK}]
    monkeypatch.chdir(archive.folder)
    links = archive.platform.row_links(archive.result(), -1)
    path = links.by_semantics("this")[0].fetch()
    assert path.relative_to(archive.folder).as_posix() == "esap-data/mine/a.fits"
    cutout = links.cutouts[0].cutout(circle=(10, 41, 0.1))
    assert (cutout.name, cutout.parent) == ("cut.fits", path.parent)
    assert asked == [{"ID": "x", "CIRCLE": "10.0 41.0 0.1"}]
    with pytest.raises(BadRequestError, match="CIRCLE cannot be"):
        links.cutouts[0].cutout(circle=(10, 41))
    with pytest.raises(BadRequestError, match="gone"):
        links.by_semantics("#dark")[0].fetch()
    with pytest.raises(BadRequestError, match="not a service"):
        links[0].cutout()
    with pytest.raises(BadRequestError, match="no folder"):
        links[0].fetch(archive.folder / "nowhere")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:,x"])
def test_a_service_without_a_web_address_is_not_offered(archive, address):
    row = {"semantics": "#cutout", "service_def": "soda", "ID": "ivo://x?1"}
    url = archive.page("/dl", links_document([row], soda(address)))
    archive.rows = [{"access_url": url, "access_format": DATALINK}]
    (link,) = archive.links()
    assert link.service is None
    assert link.error == f"It is at {address!r}, which is no web address."


def test_a_service_of_the_table_without_a_web_address_is_left_out(archive):
    archive.rows = [{"obs_publisher_did": "ivo://x?1"}]
    archive.services = [soda("javascript:alert(1)")]
    assert archive.links() == []
