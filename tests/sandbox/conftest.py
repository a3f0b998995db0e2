import threading

import pytest

from esap_jupyter.sandbox.database import build
from esap_jupyter.sandbox.server import SandboxServer
from esap_jupyter.sandbox.tap import Tap


@pytest.fixture(scope="session")
def database():
    engine = build(rows=50_000)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def url(database):
    with SandboxServer(tap=Tap(engine=database, time_limit=20), port=0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server.url
        server.shutdown()
        thread.join()
