"""A discovery document as Rubin's Repertoire gives it, without authentication, for any origin."""

from typing import Any

from .base import Answer, Asked, Fake, json_answer

__all__ = ["FakeDiscovery"]


class FakeDiscovery(Fake):
    """Serves ``/repertoire/discovery``.

    Attributes
    ----------
    document
        What is served; a test changes it. Its services are on a host that does not exist.
    """

    def __init__(self, services: str = "https://data.example.org/api") -> None:
        super().__init__()
        self.url = f"{self.root}/repertoire"
        self.document: dict[str, Any] = {
            "applications": ["portal", "tap", "sia", "nublado"],
            "datasets": {
                "dp1": {
                    "butler_config": "https://data.example.org/butler/dp1.yaml",
                    "description": "Data Preview 1",
                    "docs_url": "https://dp1.example.org/",
                    "services": {
                        "cutout": {"url": f"{services}/cutout", "openapi": None, "versions": {}},
                        "sia": {
                            "url": f"{services}/sia/dp1",
                            "openapi": f"{services}/sia/openapi.json",
                            "versions": {"sia-2.0": {"url": f"{services}/sia/dp1/query"}},
                        },
                        "tap": {
                            "url": f"{services}/tap",
                            "openapi": None,
                            "versions": {},
                        },
                    },
                },
                "dp02": {
                    "description": None,
                    "docs_url": None,
                    "services": {"tap": {"url": f"{services}/tap"}},
                },
                "empty": {"description": "Nothing to ask"},
            },
            "environment_name": "data-test",
            "influxdb_databases": [],
            "services": {"internal": {}, "ui": {"portal": {"url": f"{services}/portal"}}},
        }

    def answer(self, asked: Asked) -> Answer:
        if asked.path != "/repertoire/discovery":
            return json_answer({"detail": [{"type": "not_found"}]}, 404)
        assert "Authorization" not in asked.headers
        return json_answer(self.document, **{"Access-Control-Allow-Origin": "*"})
