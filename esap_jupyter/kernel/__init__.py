"""What runs in the user's kernel: the comm target that binds results, and the cell magics.

Importing this package in a kernel registers the comm target, so that the front end needs to run
only one constant line there. It imports nothing heavy.
"""

import sys

from .target import TARGET, register

__all__ = ["TARGET", "register"]

# Outside IPython there is no namespace to bind into, and IPython must not be imported for it.
if "IPython" in sys.modules:
    register()
