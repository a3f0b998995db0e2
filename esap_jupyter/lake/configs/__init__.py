"""Lakes that are described elsewhere than in a catalogue, as deployments for Rucio have it."""

from .found import Described, described_lakes
from .remote import RemoteLake
from .rucio_cfg import cfg_login

__all__ = ["Described", "RemoteLake", "cfg_login", "described_lakes"]
