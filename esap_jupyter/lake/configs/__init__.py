"""Lakes that are described elsewhere than in a catalogue, as deployments for Rucio have it."""

from .environment import LOGIN_VARIABLES, environment_lake
from .found import Described, described_lakes
from .remote import RemoteLake
from .rucio_cfg import cfg_lake, cfg_login, cfg_path

__all__ = [
    "LOGIN_VARIABLES",
    "Described",
    "RemoteLake",
    "cfg_lake",
    "cfg_login",
    "cfg_path",
    "described_lakes",
    "environment_lake",
]
