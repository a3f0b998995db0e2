import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from esap_jupyter.extension import ESAP

HEAVY = "numpy astropy pyvo pyarrow duckdb pandas polars sqlglot pyongc urllib3"


def test_import_is_light():
    code = (
        "import sys\n"
        "import esap_jupyter.extension\n"
        f"print(sorted(set(sys.modules) & set({HEAVY.split()!r})))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_names_the_extension():
    import esap_jupyter

    (point,) = esap_jupyter._jupyter_server_extension_points()
    assert point["app"] is ESAP


def test_nothing_is_built_before_the_first_request(app, platform):
    assert app._platform is None
    assert app.workers.pids == {}


async def test_platform_is_built_once(app, ask, platform):
    await ask("GET", "archives")
    built = app._platform
    await ask("GET", "archives")
    assert app._platform is built is platform


async def test_stop_ends_platform_and_workers(app, ask, platform):
    await ask("GET", "archives")
    await app.stop_extension()
    assert platform.closed
    status, error = await ask("GET", "archives")
    assert (status, error["message"]) == (409, "The server is stopping.")


def test_what_cannot_be_gone_on_with_is_logged_and_keeps_nothing_else(app, monkeypatch, caplog):
    def broken():
        raise ValueError("a file of another version")

    done = []
    transfers = SimpleNamespace(resume=broken)
    jobs = SimpleNamespace(resume=lambda: done.append("jobs"))
    left = SimpleNamespace(stagings=transfers, batches=jobs, close=lambda: None)
    monkeypatch.setattr(app, "_platform", left)
    for module in ("staging.jobs.database", "facilities.batch_book"):
        monkeypatch.setattr(f"esap_jupyter.{module}.has_unfinished", lambda _home: True)
    monkeypatch.setattr(app.log, "propagate", True)
    app._go_on()
    assert done == ["jobs"]
    assert "cannot be gone on with" in caplog.text
    assert "a file of another version" in caplog.text


def test_home_is_exported_for_kernels(app, tmp_path):
    assert os.environ["ESAP_HOME"] == str(tmp_path / "esap-home")


class TestConfigured:
    @pytest.fixture
    def jp_server_config(self, jp_server_config, tmp_path, monkeypatch):
        monkeypatch.setenv("ESAP_CATALOGUE", "/etc/site.toml")
        traits = {"home": str(tmp_path / "elsewhere"), "catalogues": [str(tmp_path / "mine.toml")]}
        return jp_server_config | {"ESAP": traits}

    def test_traits_are_exported_for_kernels(self, app, tmp_path):
        assert os.environ["ESAP_HOME"] == str(tmp_path / "elsewhere")
        mine = str(tmp_path / "mine.toml")
        assert os.environ["ESAP_CATALOGUE"].split(os.pathsep) == ["/etc/site.toml", mine]


def test_schema_of_events_ships_with_the_package():
    from esap_jupyter.events.activity import SCHEMA, SCHEMA_ID

    assert Path(SCHEMA).is_file()
    assert SCHEMA_ID in SCHEMA.read_text()
