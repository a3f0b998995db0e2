"""What DiracX is told of its users, groups and databases."""

from typing import Any

_DATABASES = (
    "JobLoggingDB",
    "PilotAgentsDB",
    "SandboxMetadataDB",
    "TaskQueueDB",
    "ElasticJobParametersDB",
    "VirtualMachineDB",
)


def registry(issuer: str) -> dict[str, Any]:
    """Describe one virtual organisation whose people come from an OpenID provider."""
    unused = {"DBName": "unused", "Host": "unused", "Port": 1}
    databases: dict[str, Any] = {name: dict(unused) for name in _DATABASES}
    databases["JobDB"] = {**unused, "MaxRescheduling": 3}
    return {
        "DIRAC": {},
        "Operations": {"Defaults": {}},
        "Registry": {
            "escape": {
                "DefaultGroup": "escape_user",
                "DefaultProxyLifeTime": 432000,
                "DefaultStorageQuota": 2000,
                "IdP": {"URL": issuer, "ClientID": "diracx"},
                "Users": {"alice": {"PreferedUsername": "alice", "Email": None}},
                "Groups": {
                    "escape_user": {
                        "Properties": ["NormalUser", "PrivateLimitedDelegation"],
                        "Users": ["alice"],
                    },
                    "escape_admin": {
                        "Properties": ["NormalUser", "JobAdministrator"],
                        "Users": ["alice"],
                    },
                },
            }
        },
        "Systems": {"WorkloadManagement": {"Databases": databases}},
    }
