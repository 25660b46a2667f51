"""Places where a test may let the process die, as a power cut would.

Every write path names the instants between two of its steps with `fault_point("outbox.sent")`. When the environment
variable PASSPORT_FAULT_POINT names one, the process kills itself there with SIGKILL: no handler, no `finally`, no
flush. ``name`` dies the first time, ``name:3`` the third. Unset, a fault point costs one dictionary look-up.

The variable only ever ends the process it is set for; whoever can set it can end that process anyway.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

ENVIRONMENT = "PASSPORT_FAULT_POINT"
_passed: Counter[str] = Counter()


def fault_point(name: str) -> None:
    """Dies here if PASSPORT_FAULT_POINT says so; else does nothing.

    Args:
        name: Room and step that was just completed, for example ``outbox.signed``.
    """
    wanted = os.environ.get(ENVIRONMENT)  # io-below-ports: a switch for crash tests, read nowhere else
    if wanted is None:
        return
    _passed[name] += 1
    if wanted in (name, f"{name}:{_passed[name]}"):
        os.kill(os.getpid(), signal.SIGKILL)
