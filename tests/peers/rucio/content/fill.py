"""Fill a lake with accounts, storage and data. usage: fill.py first|second [--many] [--bench]"""

import hashlib
import os
import sys
import zlib
from contextlib import suppress

from datasets import CONTAINERS, DATASETS, OTHER, bench
from rucio.client import Client
from rucio.common.exception import (
    DataIdentifierAlreadyExists,
    Duplicate,
    DuplicateContent,
    DuplicateRule,
    FileAlreadyExists,
    FileReplicaAlreadyExists,
)
from storage import FIRST, SECOND

ISSUER = os.environ["PEER_ISSUER"]
SCOPE = "test"
ALICE = "/O=ESAP peers/CN=Alice"
THERE = (
    DataIdentifierAlreadyExists,
    Duplicate,
    DuplicateContent,
    DuplicateRule,
    FileAlreadyExists,
    FileReplicaAlreadyExists,
)
client = Client()


def once(call, *args, **kwargs):
    """Do what may have been done before."""
    with suppress(THERE):
        call(*args, **kwargs)


def person(account, identity, authtype, password=None):
    """Let somebody log in to an account."""
    once(
        client.add_identity,
        account=account,
        identity=identity,
        authtype=authtype,
        email=f"{account}@example.org",
        password=password,
    )


def add_accounts(first):
    """Make Alice, Bob, and an operator whom Alice may be too."""
    for account in ["alice", "bob", "operator"] if first else ["alice"]:
        once(client.add_account, account, "USER", f"{account}@example.org")
        once(client.add_scope, account, f"user.{account}")
    once(client.add_scope, "root", SCOPE)
    once(client.add_scope, "root", "empty")
    person("alice", "alice", "USERPASS", "alicepw" if first else "alice2pw")
    if not first:
        return
    person("bob", "bob", "USERPASS", "bobpw")
    person("operator", "alice", "USERPASS", "alicepw")
    once(client.add_account_attribute, "operator", "admin", "True")
    for account in ("alice", "bob"):
        person(account, f"SUB={account}, ISS={ISSUER}", "OIDC")
    person("alice", ALICE, "X509")


def add_storage(places):
    """Make the RSEs, as near to each other as to nothing else."""
    known = {rse["rse"] for rse in client.list_rses()}
    for place in places:
        if place.name in known:
            continue
        client.add_rse(place.name, deterministic=place.deterministic)
        client.add_protocol(rse=place.name, params=place.protocol)
        for key, value in place.attributes.items():
            client.add_rse_attribute(rse=place.name, key=key, value=value)
        client.set_local_account_limit("root", place.name, 10**13)
        if place.quota:
            client.set_local_account_limit("alice", place.name, place.quota)
        for other in known:
            client.add_distance(place.name, other, {"distance": 1})
            client.add_distance(other, place.name, {"distance": 1})
        known.add(place.name)


def describe(file):
    """Write what a replica is registered with."""
    return {
        "scope": SCOPE,
        "name": file.name,
        "bytes": len(file.content),
        "adler32": f"{zlib.adler32(file.content):08x}",
        "md5": hashlib.md5(file.content).hexdigest(),
    }


def store(file, place):
    """Put the bytes of a replica where Rucio will say that they are; return its registration."""
    row = describe(file)
    if file.pfn:
        pfn = f"{place.scheme}://127.0.0.1:{place.port}{place.prefix}{file.pfn}"
        row["pfn"] = pfn
    else:
        pfn = client.lfns2pfns(place.name, [f"{SCOPE}:{file.name}"], operation="read")
        (pfn,) = pfn.values()
    stored = (file.stored or {}).get(place.name, file.content)
    if stored is not None:
        path = place.path(pfn)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stored)
    return row


def add_files(files, places):
    """Store files at their RSEs and register what is not registered."""
    dids = [{"scope": SCOPE, "name": file.name} for file in files]
    known = client.list_replicas(dids, ignore_availability=True, all_states=True) if dids else []
    held = {replica["name"]: set(replica["rses"]) for replica in known}
    for place in places:
        here = [file for file in files if place.name in file.rses]
        rows = [store(file, place) for file in here]
        new = [row for row in rows if place.name not in held.get(row["name"], ())]
        if new:
            client.add_replicas(rse=place.name, files=new)


def add_collection(name, did_type, parts):
    """Make a dataset or container and put into it what it lacks.

    In bodies only: rucio-clients writes a space of a name in a path as a plus.
    """
    once(client.add_dids, [{"scope": SCOPE, "name": name, "type": did_type}])
    for start in range(0, len(parts), 1000):
        dids = [{"scope": SCOPE, "name": part} for part in parts[start : start + 1000]]
        attachment = {"scope": SCOPE, "name": name, "dids": dids}
        once(client.attach_dids_to_dids, [attachment], ignore_duplicate=True)


def add_dataset(name, files, meta, places):
    """Make a dataset of files and describe it."""
    add_files(files, places)
    add_collection(name, "DATASET", [file.name for file in files])
    if places is FIRST:
        describe_dids([(name, meta), *((file.name, file.meta) for file in files)])


def describe_dids(pairs):
    """Write the free metadata, which SQLite cannot hold."""
    for name, meta in pairs:
        if meta:
            client.set_metadata_bulk(SCOPE, name, meta)


def add_rules():
    """Ask for copies: one that comes with the next step, one that cannot come."""
    once(
        client.add_replication_rule,
        [{"scope": SCOPE, "name": "ds.images"}],
        1,
        "DAV2",
        lifetime=86400 * 30,
        account="alice",
        comment="images near to the notebook",
    )
    once(
        client.add_replication_rule,
        [{"scope": SCOPE, "name": "ds.stuck"}],
        1,
        "DAV2",
        account="alice",
        comment="no protocol leads from POSIX1 to DAV2",
    )


def add_many(count=10_000, at_once=1000):
    """Register many files that have no bytes, in one dataset."""
    names = [f"many_{n:05d}.dat" for n in range(count)]
    known = {file["name"] for file in client.list_files(SCOPE, "ds.many")} if has("ds.many") else ()
    rows = [
        {"scope": SCOPE, "name": name, "bytes": 1000, "adler32": "00000001"}
        for name in names
        if name not in known
    ]
    for start in range(0, len(rows), at_once):
        client.add_replicas(rse="DAV1", files=rows[start : start + at_once])
    add_collection("ds.many", "DATASET", names)


def has(name):
    """Tell whether a dataset is there."""
    return name in client.list_dids(SCOPE, [{"name": name}], did_type="dataset")


def main(lake, *wishes):
    """Fill one lake."""
    first = lake == "first"
    places = FIRST if first else SECOND
    if "--many" in wishes:
        add_many()
    if "--bench" in wishes:
        add_dataset("ds.bench", bench(), {}, places)
    if wishes:
        return
    add_accounts(first)
    add_storage(places)
    if not first:
        add_dataset("ds.events", OTHER, {}, places)
        return
    for name, (files, meta) in DATASETS.items():
        add_dataset(name, files, meta, places)
    for name, parts in CONTAINERS.items():
        add_collection(name, "CONTAINER", parts)
    add_rules()


if __name__ == "__main__":
    main(*sys.argv[1:])
