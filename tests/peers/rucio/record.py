"""Record real answers for the unit tests: python -m tests.peers.rucio.record STATE-FOLDER."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.rucio import ALICE, BOB, OPERATOR, Account, Answered, RucioPeer, did_path

FOLDER = Path(__file__).parents[2] / "support/rucio_answers"
KEPT = ("content-type", "location", "exceptionclass", "exceptionmessage", "x-rucio-")
RULE = {
    "dids": [{"scope": "test", "name": "ds.recorded"}],
    "account": "alice",
    "copies": 1,
    "rse_expression": "DAV2",
    "lifetime": 3600,
}
EXPRESSION = {"expression": "site=near"}
META = {"dids": [{"scope": "test", "name": name} for name in ("ds.events", "events_01.dat")]}


def gets() -> dict[str, tuple[str, dict[str, str]]]:
    """Name what is merely read: a path and its arguments."""
    events, search = f"/dids/{did_path('test:ds.events')}", "/dids/test/dids/search"
    return {
        "ping": ("/ping", {}),
        "whoami": ("/accounts/whoami", {}),
        "account": ("/accounts/alice", {}),
        "account_attributes": ("/accounts/alice/attr/", {}),
        "account_scopes": ("/accounts/alice/scopes/", {}),
        "account_limits": ("/accounts/alice/limits", {}),
        "account_usage": ("/accounts/alice/usage/", {}),
        "account_usage_local": ("/accounts/alice/usage/local", {}),
        "account_404": ("/accounts/nobody", {}),
        "scopes": ("/scopes/", {}),
        "rses": ("/rses/", {}),
        "rses_expression": ("/rses/", EXPRESSION),
        "rses_expression_400": ("/rses/", {"expression": "nonsense=1"}),
        "rse": ("/rses/DAV1", {}),
        "rse_404": ("/rses/NOWHERE", {}),
        "rse_attributes": ("/rses/DAV1/attr/", {}),
        "rse_usage": ("/rses/DAV1/usage", {}),
        "meta_conventions": ("/meta_conventions/", {}),
        "dids_collections": (search, {"type": "collection", "name": "*"}),
        "dids_filtered": (search, {"type": "file", "filters": '[{"instrument": "KM3"}]'}),
        "dids_unknown_scope": ("/dids/nowhere/dids/search", {"type": "all", "name": "*"}),
        "dids_type_409": (search, {"type": "bogus"}),
        "did_dataset": (events, {}),
        "did_dataset_deep": (events, {"dynamic_depth": "FILE"}),
        "did_container": (f"/dids/{did_path('test:cont.all')}", {}),
        "did_file": (f"/dids/{did_path('test:events_01.dat')}", {}),
        "did_404": (f"/dids/{did_path('test:nope')}", {}),
        "did_content": (f"/dids/{did_path('test:cont.all')}/dids", {}),
        "did_parents": (f"/dids/{did_path('test:events_01.dat')}/parents", {}),
        "did_files": (f"{events}/files", {}),
        "did_files_odd": (f"/dids/{did_path('test:ds.odd')}/files", {}),
        "did_files_empty": (f"/dids/{did_path('test:ds.empty')}/files", {}),
        "did_meta": (f"{events}/meta", {}),
        "did_meta_all": (f"{events}/meta", {"plugin": "ALL"}),
        "did_meta_json": (f"{events}/meta", {"plugin": "JSON"}),
        "did_rules": (f"/dids/{did_path('test:ds.images')}/rules", {}),
        "rules": ("/rules/", {"account": "alice"}),
        "rule_404": ("/rules/00000000000000000000000000000000", {}),
        "lfns2pfns": ("/rses/DAV1/lfns2pfns", {"lfn": "user.alice:new file.dat"}),
    }


def replicas(lake: RucioPeer, *names: str, **more: Any) -> Answered:
    """Ask where files are."""
    body = {
        "dids": [{"scope": "test", "name": name} for name in names],
        "schemes": ["https", "root", "file"],
        **more,
    }
    return lake.ask("POST", "/replicas/list", body=body)


def logins(lake: RucioPeer) -> dict[str, Answered]:
    """Record how one gets in, and how one does not."""
    certificate = {"headers": {"X-Rucio-Account": "alice"}, "account": None}
    return {
        "auth_userpass": lake.log_in(ALICE),
        "auth_userpass_401": lake.log_in(ALICE, "wrong"),
        "auth_x509": lake.ask(
            "GET", "/auth/x509", certificate=lake.certificate, key=lake.key, **certificate
        ),
        "auth_x509_401": lake.ask("GET", "/auth/x509", **certificate),
        "auth_oidc": lake.ask(
            "GET",
            "/auth/oidc",
            account=None,
            headers={
                "X-Rucio-Account": "alice",
                "X-Rucio-Client-Authorize-Auto": "False",
                "X-Rucio-Client-Authorize-Polling": "True",
                "X-Rucio-Client-Authorize-Scope": "openid profile",
                "X-Rucio-Client-Authorize-Audience": "rucio",
            },
        ),
        "token_expired_401": lake.ask("GET", "/scopes/", token=lake.jwt(lifetime="-60")),
        "token_unknown_401": lake.ask("GET", "/scopes/", token="alice-alice-unknown-00"),
        "token_none_400": lake.ask("GET", "/scopes/", account=None),
    }


def rules(lake: RucioPeer) -> dict[str, Answered]:
    """Record the life of a rule, and the ways in which one is refused."""

    def rule(by: Account = ALICE, **more: Any) -> Answered:
        return lake.ask("POST", "/rules/", account=by, body={**RULE, **more})

    made = rule()
    (key,) = made.json
    stuck = lake.ask("GET", f"/dids/{did_path('test:ds.stuck')}/rules").lines[0]["id"]
    found = {
        "rule_made": made,
        "rule_duplicate_409": rule(),
        "rule_quota_409": rule(rse_expression="SMALL1"),
        "rule_no_quota_409": rule(BOB, account="bob"),
        "rule_expression_409": rule(rse_expression="nonsense=1"),
        "rule_unknown_did_404": rule(dids=[{"scope": "test", "name": "nope"}]),
        "rule_other_account_500": rule(BOB),
        "rule_replicating": lake.ask("GET", f"/rules/{key}"),
        "rule_locks_replicating": lake.ask("GET", f"/rules/{key}/locks"),
        "replicas_copying": replicas(lake, "ds.recorded", all_states=True),
        "rule_delete_401": lake.ask("DELETE", f"/rules/{key}", body={"purge_replicas": None}),
        "rule_stuck": lake.ask("GET", f"/rules/{stuck}"),
        "rule_locks_stuck": lake.ask("GET", f"/rules/{stuck}/locks"),
        "rule_analysis_stuck": lake.ask("GET", f"/rules/{stuck}/analysis"),
    }
    lake.step()
    found["rule_ok"] = lake.ask("GET", f"/rules/{key}")
    found["rule_locks_ok"] = lake.ask("GET", f"/rules/{key}/locks")
    # Rucio only lets a rule that is deleted run out within the hour.
    found["rule_deleted"] = lake.ask(
        "DELETE", f"/rules/{key}", account=OPERATOR, body={"purge_replicas": True}
    )
    found["rule_after_deletion"] = lake.ask("GET", f"/rules/{key}")
    lake.remove_rules(key, copies=True)
    return found


def others(lake: RucioPeer) -> dict[str, Answered]:
    """Record questions with a body, and refusals of what is made."""
    dataset = {"type": "DATASET"}
    return {
        "replicas": replicas(lake, "ds.events"),
        "replicas_all_states": replicas(lake, "ds.events", all_states=True),
        "replicas_odd": replicas(lake, "ds.odd"),
        "replicas_broken": replicas(lake, "ds.broken"),
        "replicas_404": replicas(lake, "nope"),
        "did_bulk_meta": lake.ask("POST", "/dids/bulkmeta", body=META),
        "did_add_409": lake.ask("POST", "/dids/test/ds.events", body=dataset, account=OPERATOR),
        "did_add_401": lake.ask("POST", "/dids/test/ds.new", body=dataset),
        "replica_add_401": lake.ask(
            "POST",
            "/replicas/",
            account=BOB,
            body={
                "rse": "DAV1",
                "ignore_availability": True,
                "files": [
                    {"scope": "user.bob", "name": "new.dat", "bytes": 1, "adler32": "00000001"}
                ],
            },
        ),
    }


def write(name: str, answered: Answered, clean: Callable[[str], str]) -> None:
    """Write one answer to its file."""
    record = {
        "method": answered.method,
        "target": answered.target,
        "body": answered.body,
        "status": answered.status,
        "headers": {
            key: clean(value)
            for key, value in sorted(answered.headers.items())
            if key.lower().startswith(KEPT)
        },
        "text": clean(answered.text),
    }
    text = json.dumps(record, indent=1, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Record everything anew."""
    lake = RucioPeer(Path(sys.argv[1]))
    found = logins(lake)
    found |= {name: lake.ask("GET", path, params=where) for name, (path, where) in gets().items()}
    found |= others(lake)
    found |= rules(lake)
    secrets = [
        value
        for answered in found.values()
        for key, value in answered.headers.items()
        if key.lower() == "x-rucio-auth-token"
    ]

    def clean(text: str) -> str:
        for secret in [*secrets, *lake.tokens.values()]:
            text = text.replace(secret, "TOKEN")
        return text

    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, answered in found.items():
        write(name, answered, clean)


if __name__ == "__main__":
    main()
