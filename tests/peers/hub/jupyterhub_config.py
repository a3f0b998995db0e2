"""A JupyterHub whose users log in with any name, and whose servers are processes beside it."""

import asyncio
import os
from pathlib import Path

STATE = Path(os.environ["ESAP_PEER_STATE"])
VENV = Path(os.environ["ESAP_PEER_VENV"])
PROJECT_VENV = Path(os.environ["ESAP_PEER_PROJECT_VENV"])
PORT, HUB_PORT, PROXY_PORT = os.environ["ESAP_PEER_PORTS"].split()


async def before(spawner):
    """Do as the launcher's options say: take some time, refuse, or open something at first."""
    options = spawner.user_options or {}
    await asyncio.sleep(min(float(options.get("seconds", 0)), 60))
    if options.get("refuse"):
        raise ValueError("This hub has no room for you")
    if options.get("profile"):
        spawner.environment["ESAP_PEER_PROFILE"] = str(options["profile"])


c = get_config()  # noqa: F821  (of traitlets)
c.JupyterHub.bind_url = f"http://127.0.0.1:{PORT}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{HUB_PORT}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PROXY_PORT}"
c.ConfigurableHTTPProxy.command = [os.environ["ESAP_PEER_PROXY"]]
c.JupyterHub.db_url = f"sqlite:///{STATE}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{STATE}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "pw"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{STATE}/home/{{username}}"
c.Spawner.cmd = [f"{VENV}/bin/jupyterhub-singleuser"]
c.Spawner.args = ["--allow-root", "--ServerApp.ip=127.0.0.1"]
c.Spawner.default_url = "/lab"
c.Spawner.pre_spawn_hook = before
c.Spawner.environment = {
    "JUPYTERHUB_SINGLEUSER_APP": "jupyter_server.serverapp.ServerApp",
    "JUPYTER_PATH": f"{PROJECT_VENV}/share/jupyter",
    "JUPYTER_CONFIG_PATH": f"{PROJECT_VENV}/etc/jupyter:{VENV}/etc/jupyter",
    "PATH": f"{VENV}/bin:{PROJECT_VENV}/bin:{os.environ['PATH']}",
}
c.JupyterHub.allow_named_servers = True
c.JupyterHub.concurrent_spawn_limit = 10
# A request for a server is answered at once, as by hubs whose servers take long.
c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}
c.JupyterHub.services = [
    {"name": "tests", "api_token": (STATE / "admin-token").read_text().strip()},
]
c.JupyterHub.load_roles = [
    {
        "name": "tests",
        "scopes": ["admin:users", "admin:servers", "access:servers", "tokens", "list:users"],
        "services": ["tests"],
    },
    {"name": "user", "scopes": ["self"]},
]
