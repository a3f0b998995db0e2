"""What the server may use, as its browser asks."""


async def test_it_tells_what_the_hub_told_it(ask, monkeypatch):
    monkeypatch.setenv("MEM_LIMIT", "2147483648")
    monkeypatch.setenv("CPU_LIMIT", "2.0")
    monkeypatch.setenv("JUPYTER_IMAGE_SPEC", "registry.example.org/lab:1")
    status, limits = await ask("GET", "limits")
    assert status == 200
    assert (limits["memory"], limits["cpu"]) == ("2147483648", 2.0)
    assert limits["image"] == "registry.example.org/lab:1"
