import pytest

from esap_jupyter import votable


@pytest.fixture
def decode(tmp_path):
    def run(content, **options):
        source = tmp_path / "answer"
        source.write_bytes(content)
        return votable.decode(source, tmp_path / "table.arrow", **options)

    return run


@pytest.fixture
def left(tmp_path):
    return lambda: sorted(path.name for path in tmp_path.iterdir() if path.name != "answer")
