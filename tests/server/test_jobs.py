"""Jobs over REST: what is asked of the platform, and how its refusals look."""

import pytest

from esap_jupyter.errors import NotFoundError, UnreachableError
from esap_jupyter.models.jobs import Job, JobChange

JOB = Job(id="0123456789abcdef", archive="sandbox", url="https://example.org/tap/async/1")


class FakeJobs:
    def __init__(self, platform):
        self.platform = platform
        self.calls = []

    def list(self):
        return [JOB]

    def ask(self, archive):
        self.calls.append(("ask", archive))
        return [JOB]

    def attach(self, url, archive):
        self.calls.append(("attach", url, archive))
        return JOB

    def get(self, key):
        if key != JOB.id:
            raise NotFoundError(f"There is no job {key!r}.", remedy="Attach to it.")
        return JOB

    def change(self, key, change):
        self.calls.append(("change", key, change))
        return self.get(key)

    def remove(self, key, *, forget):
        self.calls.append(("remove", key, forget))
        if not forget:
            raise UnreachableError("Sandbox is silent.", remedy="Wait.")

    def fetch(self, key):
        from esap_jupyter.models import SearchRequest

        self.calls.append(("fetch", key))
        return self.platform.search(SearchRequest(archives=["sandbox"], adql="SELECT 1"))


@pytest.fixture
def jobs(platform):
    platform.jobs = FakeJobs(platform)
    return platform.jobs


async def test_listed_without_and_with_asking(ask, jobs):
    status, listed = await ask("GET", "jobs")
    assert (status, listed[0]["phase"], jobs.calls) == (200, "UNKNOWN", [])
    await ask("GET", "jobs", archive="sandbox")
    assert jobs.calls == [("ask", "sandbox")]


async def test_attached_looked_at_changed_and_deleted(ask, jobs):
    status, job = await ask("POST", "jobs", body={"url": JOB.url})
    assert (status, job["id"]) == (200, JOB.id)
    assert (await ask("GET", "jobs", JOB.id))[1]["url"] == JOB.url
    await ask("PATCH", "jobs", JOB.id, body={"hours": 24})
    status, refusal = await ask("DELETE", "jobs", JOB.id)
    assert (status, refusal["code"]) == (502, "unreachable")
    assert (await ask("DELETE", "jobs", JOB.id, forget="true"))[0] == 204
    assert jobs.calls == [
        ("attach", JOB.url, ""),
        ("change", JOB.id, JobChange(hours=24)),
        ("remove", JOB.id, False),
        ("remove", JOB.id, True),
    ]


async def test_fetching_is_a_search(ask, jobs):
    status, search = await ask("POST", "jobs", JOB.id, "result", body={})
    assert (status, search["request"]["adql"]) == (202, "SELECT 1")


async def test_nonsense_is_refused(ask, jobs):
    assert (await ask("GET", "jobs", "nobody"))[0] == 404
    assert (await ask("POST", "jobs", body={"address": "x"}))[0] == 400
    assert (await ask("PATCH", "jobs", JOB.id, body={"hours": "long"}))[0] == 400
    assert jobs.calls == []
