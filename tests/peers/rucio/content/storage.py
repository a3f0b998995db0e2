"""The storage elements of both lakes, and where their bytes lie on this machine."""

import os
from dataclasses import dataclass, field
from pathlib import Path

STATE = Path(os.environ["PEER_STATE"])
DAV = int(os.environ["PEER_DAV_PORT"])
XROOTD = int(os.environ["PEER_XROOTD_PORT"])
CLOSED = int(os.environ["PEER_CLOSED_PORT"])
TERA = 10**12


@dataclass(frozen=True)
class Storage:
    """One RSE: how it is reached, its folder here, and what Alice may put there."""

    name: str
    scheme: str
    port: int
    prefix: str
    folder: Path
    quota: int = TERA
    deterministic: bool = True
    attributes: dict = field(default_factory=dict)

    @property
    def protocol(self):
        """What Rucio is told of the protocol."""
        impl = {"file": "posix", "https": "webdav", "root": "xrootd"}[self.scheme]
        lan = {"read": 1, "write": 1, "delete": 1}
        wan = {**lan, "third_party_copy_read": 1, "third_party_copy_write": 1}
        return {
            "scheme": self.scheme,
            "hostname": "localhost" if self.scheme == "file" else "127.0.0.1",
            "port": self.port,
            "prefix": self.prefix,
            "impl": f"rucio.rse.protocols.{impl}.Default",
            "domains": {"lan": lan, "wan": wan},
            "extended_attributes": None,
        }

    def path(self, pfn):
        """Find the file here that a PFN names."""
        return self.folder / pfn.split(self.prefix, 1)[1]


def dav(name, folder, port=DAV, **more):
    """Describe a place that is reached by WebDAV over TLS."""
    return Storage(name, "https", port, f"/{folder}/", STATE / "rse/dav" / folder, **more)


def posix(name, **more):
    """Describe a folder of this machine."""
    folder = STATE / "rse" / name.lower()
    return Storage(name, "file", 0, f"{folder}/", folder, **more)


def xrd(name, folder, **more):
    """Describe a place that is reached by XRootD."""
    return Storage(name, "root", XROOTD, f"//{folder}/", STATE / "rse/xrd" / folder, **more)


FIRST = [
    dav("DAV1", "data", attributes={"site": "far", "tier": "1"}),
    dav("DAV2", "local", attributes={"site": "near"}),
    dav("SMALL1", "small", quota=1000, attributes={"site": "near"}),
    dav("NOQUOTA1", "small", quota=0, attributes={"site": "far"}),
    dav("SLOW1", "slow", attributes={"site": "far"}),
    dav("DOWN1", "data", port=CLOSED, attributes={"site": "far"}),
    dav("TOKEN1", "token", attributes={"site": "far"}),
    dav("X5091", "x509", attributes={"site": "far"}),
    dav("ODD1", "odd", deterministic=False, attributes={"site": "far"}),
    posix("POSIX1", attributes={"site": "near"}),
    posix("POSIX2", attributes={"site": "near"}),
    xrd("XRD1", "data", attributes={"site": "far"}),
    xrd("XRD2", "local", attributes={"site": "near"}),
]
SECOND = [dav("OTHER1", "second", attributes={"site": "far"})]
