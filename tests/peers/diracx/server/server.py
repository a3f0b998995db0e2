"""A real DiracX on the loopback address, with SQLite for its databases and moto for its S3.

OpenSearch is what diracx-testing puts in its place. Three tokens are left in the folder: of the
user alice, of an administrator and of a pilot.

usage: server.py PORT S3_PORT FOLDER ISSUER
"""

import contextlib
import datetime as dt
import json
import os
import sys
from functools import partial
from pathlib import Path

os.environ.setdefault("DIRACX_LEGACY_EXCHANGE_HASHED_API_KEY", "unused")

import uvicorn
from config import registry
from cryptography.fernet import Fernet
from diracx.core.config import ConfigSource
from diracx.core.extensions import DiracEntryPoint, select_from_extension
from diracx.core.settings import (
    AuthSettings,
    DevelopmentSettings,
    FactorySettings,
    SandboxStoreSettings,
)
from diracx.db.os.utils import BaseOSDB
from diracx.db.sql.utils import BaseSQLDB
from diracx.logic.auth.token import _sign_token_payload
from diracx.routers.access_policies import BaseAccessPolicy
from diracx.routers.factory import create_app_inner
from diracx.testing.mock_osdb import MockOSDBMixin, fake_available_osdb_implementations
from diracx.testing.time import install_sqlite_time_mock
from git import Repo
from joserfc.jwk import KeySet, OKPKey
from moto.server import ThreadedMotoServer
from uuid_utils import uuid7

port, s3_port, folder, issuer = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
url = f"http://127.0.0.1:{port}"


def configuration() -> ConfigSource:
    """Write the configuration into a repository of its own, and read it from there."""
    place = folder / "cs"
    repository = Repo.init(place, initial_branch="master", mkdir=True)
    kind = select_from_extension(group=DiracEntryPoint.CORE, name="config")[0].load()
    (place / "default.yml").write_text(
        kind.model_validate(registry(issuer)).model_dump_json(by_alias=True)
    )
    repository.index.add(["default.yml"])
    repository.index.commit("What the tests need")
    source = ConfigSource.create_from_url(backend_url=f"git+file://{place}")
    source.read()
    return source


def logins() -> AuthSettings:
    """Make a key to sign tokens with, a new one for each start."""
    key = OKPKey.generate_key(
        parameters={"key_ops": ["sign", "verify"], "alg": "Ed25519", "kid": str(uuid7())}
    )
    return AuthSettings(
        token_issuer=url,
        token_keystore=json.dumps(KeySet([key]).as_dict(private=True)),
        state_key=Fernet.generate_key().decode(),
        token_allowed_algorithms=["EdDSA", "Ed25519", "RS256"],
        access_token_expire_minutes=20,
        allowed_redirects=[f"{url}/api/docs/oauth2-redirect"],
    )


def application(auth: AuthSettings):
    """Put the real services together."""
    sandboxes = SandboxStoreSettings(
        bucket_name="sandboxes",
        s3_client_kwargs={
            "endpoint_url": f"http://127.0.0.1:{s3_port}",
            "aws_access_key_id": "testing",
            "aws_secret_access_key": "testing",
        },
        auto_create_bucket=True,
    )
    BaseOSDB.available_implementations = partial(
        fake_available_osdb_implementations,
        real_available_implementations=BaseOSDB.available_implementations,
    )

    def names(group: DiracEntryPoint) -> list[str]:
        return [each.name for each in select_from_extension(group=group)]

    lite = "sqlite+aiosqlite:///"
    made = create_app_inner(
        enabled_systems=set(names(DiracEntryPoint.SERVICES)),
        all_service_settings=[auth, sandboxes, DevelopmentSettings(), FactorySettings()],
        database_urls={n: f"{lite}{folder}/{n}.db" for n in names(DiracEntryPoint.SQL_DB)},
        os_database_conn_kwargs={
            n: {"sqlalchemy_dsn": f"{lite}{folder}/os_{n}.db"} for n in names(DiracEntryPoint.OS_DB)
        },
        config_source=configuration(),
        all_access_policies={
            n: BaseAccessPolicy.available_implementations(n)
            for n in names(DiracEntryPoint.ACCESS_POLICY)
        },
    )
    made.lifetime_functions.append(partial(tables, made))
    return made


@contextlib.asynccontextmanager
async def tables(made):
    """Make the tables, each once, when the server starts."""
    makers = (
        BaseSQLDB.transaction.__func__,
        BaseSQLDB.no_transaction.__func__,
        BaseOSDB.session.__func__,
    )
    seen = set()
    for dependency, override in made.dependency_overrides.items():
        if getattr(dependency, "__func__", None) not in makers:
            continue
        database = override.args[0]
        if isinstance(database, MockOSDBMixin):
            database = database._sql_db
        if id(database) in seen:
            continue
        seen.add(id(database))
        install_sqlite_time_mock(database.engine)
        async with database.engine.begin() as connection:
            await connection.run_sync(database.metadata.create_all)
            await database.post_create(connection)
    yield


def leave_tokens(auth: AuthSettings) -> None:
    """Sign tokens that no login gives, for whoever plays pilot."""
    for name, group, properties in (
        ("user", "escape_user", ["NormalUser"]),
        ("admin", "escape_admin", ["NormalUser", "JobAdministrator"]),
        ("pilot", "escape_user", ["GenericPilot"]),
    ):
        claims = {
            "sub": "escape:alice",
            "exp": dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=2),
            "iss": url,
            "dirac_properties": properties,
            "jti": str(uuid7()),
            "preferred_username": "alice",
            "dirac_group": group,
            "vo": "escape",
            "dirac_policies": {},
        }
        path = folder / f"token-{name}"
        path.touch(mode=0o600)
        path.write_text(_sign_token_payload(claims, auth))


def main() -> None:
    """Serve until it is ended."""
    ThreadedMotoServer(ip_address="127.0.0.1", port=s3_port).start()
    auth = logins()
    app = application(auth)
    leave_tokens(auth)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


main()
