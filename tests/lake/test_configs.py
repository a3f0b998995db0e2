"""Lakes that other configurations describe: RucioConfig, the environment, rucio.cfg."""

import json
import os

import pytest

from esap_jupyter.catalogue import lake_of
from esap_jupyter.errors import NotAvailableError
from esap_jupyter.lake.configs import RemoteLake, cfg_login, described_lakes, environment_lake
from esap_jupyter.lake.configs.instances import instance_lake, lake_id
from esap_jupyter.lake.configs.rucio_cfg import cfg_lake
from esap_jupyter.lake.login import lake_logins
from esap_jupyter.net import AddressGuard, HttpClient, Tls
from esap_jupyter.rucio_config import VARIABLE, exported
from tests.support.servers import Reply, serve

INSTANCE = {
    "name": "ESCAPE lake",
    "display_name": "ESCAPE",
    "rucio_base_url": "https://rucio.example/rucio",
    "rucio_auth_url": "https://auth.example",
    "rucio_webui_url": "https://ui.example",
    "rucio_ca_cert": "/certs/ca.pem",
    "site_name": "CERN",
    "vo": "esc",
    "mode": "replica",
    "destination_rse": "EULAKE-1",
    "rse_mount_path": "/eos/eulake",
    "path_begins_at": 4,
    "replication_rule_lifetime_days": 7,
    "wildcard_enabled": True,
    "voms_enabled": False,
    "oidc_auth": "env",
    "oidc_env_name": "MY_TOKEN",
}


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """Nothing of this machine is read."""
    for name in [name for name in os.environ if name.startswith(("RUCIO", "ESAP", "JUPYTER"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "")
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "rucio.cfg"))
    (tmp_path / "jupyter").mkdir()


def found(tmp_path, **catalogue):
    def nobody():
        raise AssertionError("nobody is to be asked")

    return described_lakes(catalogue, http=nobody, folder=lambda: tmp_path / "lakes")


def write(tmp_path, *instances, name="jupyter_server_config", **more):
    path = tmp_path / "jupyter" / f"{name}.json"
    path.write_text(json.dumps({"RucioConfig": {"instances": list(instances), **more}}))


def test_each_key_of_an_instance_finds_its_place():
    entry = instance_lake(INSTANCE)
    assert (entry.id, entry.name, entry.origin) == ("escape-lake", "ESCAPE", "RucioConfig")
    assert entry.base == "https://rucio.example/rucio"
    assert entry.auth_base == "https://auth.example"
    assert (entry.made_available, entry.rse, entry.lifetime) == ("replica", "EULAKE-1", 7 * 86400)
    assert entry.all_mounts["EULAKE-1"].path == "/eos/eulake"
    assert entry.all_mounts["EULAKE-1"].begins_at == 4
    assert (entry.ca, entry.site, entry.vo) == ("/certs/ca.pem", "CERN", "esc")
    assert (entry.token_env, entry.token_file, entry.auth) == ("MY_TOKEN", None, "oidc")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rucio_base_url": None}, "no rucio_base_url"),
        ({"rucio_base_url": "ftp://h"}, "url is no http"),
        ({"mode": "magic"}, "magic"),
        ({"path_begins_at": -1}, "path_begins_at"),
        ({"path_begins_at": "x"}, "path_begins_at"),
        ({"destination_rse": 5}, "rse"),
    ],
)
def test_an_instance_without_sense_has_a_reason_and_spoils_no_other(tmp_path, change, says):
    write(tmp_path, {**INSTANCE, **change}, {**INSTANCE, "name": "good"})
    lakes = found(tmp_path)
    assert says in lakes["escape-lake"].reason
    assert lakes["good"].reason == ""


def test_jupyters_files_in_json_are_read(tmp_path):
    write(tmp_path, INSTANCE, name="jupyter_notebook_config", default_auth_type="x509")
    entry = found(tmp_path)["escape-lake"]
    assert entry.auth == "x509"


def test_the_usual_instance_comes_first(tmp_path):
    others = [{**INSTANCE, "name": each} for each in ("a", "b", "c")]
    write(tmp_path, *others, default_instance="b")
    assert list(found(tmp_path)) == ["b", "a", "c"]


def test_what_the_server_exports_counts_alone(tmp_path, monkeypatch):
    write(tmp_path, INSTANCE)
    config = {"RucioConfig": {"instances": [{**INSTANCE, "name": "told"}], "log_level": "debug"}}
    monkeypatch.setenv(VARIABLE, exported(config))
    assert list(found(tmp_path)) == ["told"]


@pytest.mark.parametrize("config", [{}, {"RucioConfig": {}}, {"RucioConfig": {"instances": []}}])
def test_nothing_is_exported_where_nothing_is_configured(config):
    assert exported(config) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"instances": 5}', '{"instances": [5]}'])
def test_nonsense_in_the_environment_is_no_lake(tmp_path, monkeypatch, text):
    monkeypatch.setenv(VARIABLE, text)
    assert found(tmp_path) == {}


def test_ids_are_made_of_names():
    assert [lake_id(each) for each in ("A b/c", "..", "ü", "x" * 90)] == [
        "a-b-c",
        "rucio",
        "rucio",
        "x" * 64,
    ]


def test_variables_describe_a_lake(tmp_path, monkeypatch):
    for key, value in {
        "RUCIO_BASE_URL": "https://rucio.example",
        "RUCIO_NAME": "vre",
        "RUCIO_MODE": "replica",
        "RUCIO_DESTINATION_RSE": "EULAKE-1",
        "RUCIO_RSE_MOUNT_PATH": "/eos",
        "RUCIO_PATH_BEGINS_AT": "4",
        "RUCIO_DEFAULT_AUTH_TYPE": "oidc",
    }.items():
        monkeypatch.setenv(key, value)
    entry = found(tmp_path)["vre"]
    assert (entry.origin, entry.auth, entry.path_begins_at) == ("environment", "oidc", 4)


def test_variables_without_sense_have_a_reason():
    entry = environment_lake({"RUCIO_HOST": "https://h", "RUCIO_PATH_BEGINS_AT": "four"})
    assert "path_begins_at" in entry.reason
    assert environment_lake({"RUCIO_ACCOUNT": "alice"}) is None


CFG = """
[client]
rucio_host = https://rucio.example
auth_host = https://auth.example
auth_type = userpass
username = ddmlab
password = sec%ret
account = root
client_x509_proxy = $X509_USER_PROXY
[policy]
permission = generic
"""


def test_a_rucio_cfg_describes_a_lake_and_how_to_log_in(tmp_path, monkeypatch):
    monkeypatch.setenv("X509_USER_PROXY", "/tmp/x509")
    (tmp_path / "rucio.cfg").write_text(CFG)
    entry = found(tmp_path)["rucio"]
    assert (entry.origin, entry.auth, entry.account) == ("rucio.cfg", "userpass", "root")
    assert entry.proxy == "/tmp/x509"
    assert "sec%ret" not in repr(entry)
    assert cfg_login()["password"] == "sec%ret"
    (login,) = lake_logins([entry], lambda: None)
    assert login.kinds[0] == "userpass"
    assert login.values()["username"] == "ddmlab"


@pytest.mark.parametrize("text", ["", "[common]\n", "no section", "[client]\naccount = x\n"])
def test_a_file_that_is_no_clients_describes_no_lake(tmp_path, text):
    path = tmp_path / "rucio.cfg"
    path.write_text(text)
    assert cfg_lake(path) is None


def test_one_lake_described_thrice_is_one_lake(tmp_path, monkeypatch):
    write(tmp_path, INSTANCE)
    monkeypatch.setenv("RUCIO_BASE_URL", "https://rucio.example/rucio/")
    (tmp_path / "rucio.cfg").write_text(CFG.replace("example", "example/rucio"))
    assert list(found(tmp_path)) == ["escape-lake"]


def test_instances_whose_names_give_one_id_are_both_lakes_and_say_so(tmp_path):
    other = {"name": "escape-LAKE", "rucio_base_url": "https://other.example"}
    remote = {"name": "Escape Lake", "$url": "https://docs.example/lake.json"}
    write(tmp_path, INSTANCE, other, remote, INSTANCE)
    lakes = found(tmp_path)
    assert list(lakes) == ["escape-lake", "escape-lake-2", "escape-lake-3"]
    assert lakes["escape-lake"].url == INSTANCE["rucio_base_url"]
    assert lakes["escape-lake-2"].url == "https://other.example"
    assert "names give the id escape-lake;" in lakes["escape-lake-2"].description
    assert lakes["escape-lake-3"].known().id == "escape-lake-3"


def test_the_catalogue_comes_first_and_hides(tmp_path):
    write(tmp_path, INSTANCE, {**INSTANCE, "name": "b"})
    mine = {"name": "Mine", "url": "https://mine.example"}
    lakes = found(
        tmp_path,
        b=lake_of({"id": "b", **mine}),
        **{"escape-lake": lake_of({"id": "escape-lake", "hidden": True, **mine})},
    )
    assert list(lakes) == ["b"]
    assert lakes["b"].name == "Mine"


def test_secrets_of_the_environment_are_for_the_lake_of_that_address_only(monkeypatch):
    monkeypatch.setenv("RUCIO_BASE_URL", "https://rucio.example")
    same = lake_of({"id": "a", "name": "A", "url": "https://rucio.example/"})
    other = lake_of({"id": "b", "name": "B", "url": "https://other.example", "token_env": "T"})
    logins = {login.id: login for login in lake_logins([same, other], lambda: None)}
    assert logins["a"].environment["password"] == "RUCIO_PASSWORD"
    assert logins["b"].environment == {"token": "T"}


class Documents:
    """A server of remote descriptions, over TLS as far as the client can tell."""

    def __init__(self, document):
        self.document = document
        self.asked = 0

    def get(self, url, **_more):
        self.asked += 1
        if isinstance(self.document, Exception):
            raise self.document
        return self.document


def remote(tmp_path, documents, clock=lambda: 1000.0, **own):
    instance = {"name": "far", "$url": "https://config.example/lake.json", **own}
    return RemoteLake(
        instance=instance,
        auth=None,
        http=lambda: documents,
        folder=lambda: tmp_path / "lakes",
        clock=clock,
    )


def document(**instance):
    from esap_jupyter.net import Response

    body = json.dumps(instance).encode()
    return Response(status=200, headers={}, body=body, url="https://config.example/lake.json")


def test_a_remote_description_is_fetched_when_it_is_used_and_kept_a_day(tmp_path):
    now = [1000.0]
    documents = Documents(document(**INSTANCE))
    lake = remote(tmp_path, documents, clock=lambda: now[0])
    assert lake.known().url == "https://config.example/lake.json"
    assert documents.asked == 0
    assert lake.entry().base == "https://rucio.example/rucio"
    lake.entry()
    remote(tmp_path, documents, clock=lambda: now[0]).entry()
    assert documents.asked == 1
    now[0] += 90_000
    lake.entry()
    assert documents.asked == 2


def test_a_dead_remote_description_is_taken_as_it_was_last(tmp_path):
    now = [1000.0]
    documents = Documents(document(**INSTANCE))
    lake = remote(tmp_path, documents, clock=lambda: now[0])
    lake.entry()
    now[0] += 90_000
    documents.document = NotAvailableError("It is down.")
    assert lake.entry().base == "https://rucio.example/rucio"
    with pytest.raises(NotAvailableError, match="down"):
        remote(tmp_path / "other", documents).entry()


def test_what_stands_here_has_precedence_and_secrets_stand_here_only(tmp_path):
    told = {**INSTANCE, "oidc_auth": "file", "oidc_file_name": "/etc/shadow"}
    entry = remote(tmp_path, Documents(document(**told)), path_begins_at=9).entry()
    assert entry.path_begins_at == 9
    assert (entry.token_file, entry.token_env) == (None, None)
    assert not entry.vouched
    own = remote(
        tmp_path / "own", Documents(document(**told)), rucio_base_url="https://mine.example"
    )
    assert own.entry().vouched


def test_a_remote_description_names_no_folder_of_this_machine(tmp_path):
    told = {**INSTANCE, "rse_mount_path": "/home/alice"}
    entry = remote(tmp_path, Documents(document(**told))).entry()
    assert entry.all_mounts == {}
    assert "'/home/alice', which counts only where rse_mount_path stands" in entry.description
    own = remote(tmp_path / "own", Documents(document(**told)), rse_mount_path="/eos/lake")
    assert [mount.path for mount in own.entry().all_mounts.values()] == ["/eos/lake"]
    assert own.entry().description == ""
    kept = remote(tmp_path, Documents(NotAvailableError("down")))
    assert kept.known().all_mounts == {}


@pytest.mark.parametrize("url", ["http://config.example/x", "file:///etc/passwd", ""])
def test_only_https_describes_a_lake(tmp_path, url):
    lake = remote(tmp_path, Documents(document(**INSTANCE)), **{"$url": url})
    with pytest.raises(NotAvailableError, match="no https"):
        lake.entry()


def test_the_document_cannot_come_from_a_private_address(tmp_path):
    with serve(lambda _asked: Reply(b"{}")) as server:
        http = HttpClient(guard=AddressGuard(), user_agent="t", retries=0, tls=Tls())
        lake = remote(
            tmp_path, http, **{"$url": server.url.replace("http://", "https://") + "/x.json"}
        )
        with pytest.raises(Exception, match="not a public address"):
            lake.entry()
        assert server.asked == []


def test_a_remote_lake_is_one_of_the_lakes(tmp_path):
    write(tmp_path, {"name": "far", "display_name": "Far", "$url": "https://c.example/x"})
    lakes = found(tmp_path)
    assert isinstance(lakes["far"], RemoteLake)
    assert lakes["far"].known().name == "Far"
