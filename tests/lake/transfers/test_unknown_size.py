"""Files of which the lake knows neither size nor checksum."""

import shutil

from esap_jupyter.errors import TooLargeError

CONTENT = bytes(range(256)) * 40
KEY = ("test", "a.dat")


def unknown(fake):
    fake.store("a.dat", CONTENT, "DAV1")
    fake.dids[KEY] |= dict.fromkeys(("bytes", "adler32", "md5"))


def test_a_file_of_unknown_size_leaves_room_on_the_disk(fake, here, monkeypatch):
    unknown(fake)
    free = [10**12, 10**12, 10**6]
    usage = type("Usage", (), {})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: made(usage(), free.pop(0)))
    (error,) = here.get("test:a.dat").failed.values()
    assert isinstance(error, TooLargeError)
    assert [each for each in here.leftovers() if each.endswith(".part")] == []


def made(usage, free):
    usage.free = free
    return usage


def test_bytes_that_nothing_can_check_are_never_continued(fake, here):
    unknown(fake)
    fake.moody, fake.mood = "/storage/", "cut"
    assert here.get("test:a.dat").failed
    assert here.leftovers() == []
    fake.mood = "well"
    assert here.get("test:a.dat").paths[KEY].read_bytes() == CONTENT
    assert "Range" not in fake.got("a.dat")[-1].headers
