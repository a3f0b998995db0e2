"""The generic permissions, but who has a quota at an RSE may upload there, as communities do.

Root may take replicas away, so that tests can clear up.
"""

from rucio.core.account_limit import get_local_account_limit
from rucio.core.permission import generic

UPLOADING = {"add_replicas", "update_replicas_states"}


def has_permission(issuer, action, kwargs, session):
    """Say whether an account may do something."""
    if action == "delete_replicas":
        return issuer.external == "root"
    if action in UPLOADING and kwargs.get("rse_id"):
        limits = get_local_account_limit(issuer, session=session, rse_ids=[kwargs["rse_id"]])
        if limits.get(kwargs["rse_id"]):
            return True
    return generic.has_permission(issuer, action, kwargs, session=session)
