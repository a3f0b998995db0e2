async def test_resolves(ask, platform):
    status, target = await ask("GET", "targets", name="O'Neill \u2603", online="false")
    assert (status, target["name"]) == (200, "M 31")
    assert platform.calls == [("resolve", "O'Neill \u2603", False)]


async def test_online_unless_told(ask, platform):
    await ask("GET", "targets", name="M31")
    assert platform.calls == [("resolve", "M31", True)]


async def test_bad_input(ask):
    for params in ({}, {"name": "M31", "online": "perhaps"}):
        status, error = await ask("GET", "targets", **params)
        assert (status, error["code"]) == (400, "bad_request")
