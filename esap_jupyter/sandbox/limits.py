"""How much the sandbox takes and gives."""

__all__ = [
    "DEFAULT_MAXREC",
    "DURATION",
    "HARD_MAXREC",
    "MAX_DURATION",
    "MAX_FORM",
    "MAX_UPLOAD",
]

DEFAULT_MAXREC = 20_000
HARD_MAXREC = 1_000_000
DURATION = 600
MAX_DURATION = 3600
MAX_FORM = 256 * 1024
MAX_UPLOAD = 20 * 1024 * 1024
