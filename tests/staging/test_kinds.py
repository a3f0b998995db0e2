"""Files are known by their bytes, whatever they are called."""

import gzip
import io
import tarfile
import zipfile

import pytest

from esap_jupyter.staging.kinds import kind_of, media_type_of


def tar(**files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, body in files.items():
            info = tarfile.TarInfo(name.replace("__", "/").replace("_dot_", "."))
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return out.getvalue()


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", "1")
    return out.getvalue()


MS = b"Type = Measurement Set\nSubType = \n"
KINDS = [
    (b"SIMPLE  =                    T", "fits"),
    (b"PAR1....PAR1", "parquet"),
    (b"\x89HDF\r\n\x1a\n....", "hdf5"),
    (bytes(512) + b"\x89HDF\r\n\x1a\n", "hdf5"),
    (b"ARROW1\0\0", "arrow"),
    (b"#ASDF 1.0.0", "asdf"),
    (b'<?xml version="1.0"?>\n<VOTABLE version="1.4">', "votable"),
    (b'\xef\xbb\xbf<vot:VOTABLE xmlns:vot="x">', "votable"),
    (b"<?xml version='1.0'?><html>", "xml"),
    (b"  <!DOCTYPE HTML>", "html"),
    (zipped(), "zip"),
    (gzip.compress(b"x", mtime=0), "gzip"),
    (tar(a=b"1"), "tar"),
    (tar(x_dot_ms__table_dot_info=MS, x_dot_ms__table_dot_dat=b"1"), "measurement_set"),
    (tar(x__table_dot_info=b"Type = Catalog"), "tar"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff\xe0", "jpeg"),
    (b"%PDF-1.7", "pdf"),
    (b"hello", ""),
    (b"", ""),
]


@pytest.mark.parametrize(("body", "kind"), KINDS)
def test_kinds(tmp_path, body, kind):
    path = tmp_path / "misleading.png"
    path.write_bytes(body)
    assert kind_of(path) == kind
    assert bool(media_type_of(kind)) == bool(kind and kind != "asdf")
