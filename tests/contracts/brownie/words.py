"""The value types of contracts/types/Battery.sol, and the table of custody, written down a second time.

The tests compare the contracts with this page, never with themselves.
"""

from enum import IntEnum

ZERO32 = "0x" + "00" * 32
ZERO_ADDRESS = "0x" + "00" * 20


class Stage(IntEnum):
    """Stage of a passport."""

    NONE = 0
    REGISTERED = 1
    IN_SERVICE = 2
    SECOND_LIFE = 3
    END_OF_LIFE = 4
    RECYCLED = 5


class Status(IntEnum):
    """Battery status, Annex XIII point 4(d)."""

    ORIGINAL = 0
    REPURPOSED = 1
    REUSED = 2
    REMANUFACTURED = 3
    WASTE = 4


class Role(IntEnum):
    """What an organisation may act as."""

    MANUFACTURER = 0
    OPERATOR = 1
    SECOND_LIFE_OPERATOR = 2
    RECYCLER = 3
    SERVICE = 4
    AUDITOR = 5
    AUTHORITY = 6

    @property
    def bit(self) -> int:
        """The role as a role set."""
        return 1 << self


class Kind(IntEnum):
    """What a handover moves."""

    PASSPORT = 0
    LOT = 1
    CONSIGNMENT = 2


class Reason(IntEnum):
    """Why an authority acts."""

    UNSPECIFIED = 0
    HOLDER_DISSOLVED = 1
    HOLDER_UNREACHABLE = 2
    COURT_ORDER = 3
    SAFETY_RECALL = 4
    DUPLICATE_IDENTITY = 5
    DATA_ERROR = 6


KEPT = None
"""The status stays what it was (repair, second life to second life)."""

ALLOWED: dict[tuple[Stage, Role], tuple[Stage, Status | None]] = {
    (Stage.REGISTERED, Role.OPERATOR): (Stage.IN_SERVICE, Status.ORIGINAL),
    (Stage.REGISTERED, Role.RECYCLER): (Stage.END_OF_LIFE, Status.WASTE),
    (Stage.IN_SERVICE, Role.OPERATOR): (Stage.IN_SERVICE, Status.REUSED),
    (Stage.IN_SERVICE, Role.SECOND_LIFE_OPERATOR): (Stage.SECOND_LIFE, Status.REPURPOSED),
    (Stage.IN_SERVICE, Role.RECYCLER): (Stage.END_OF_LIFE, Status.WASTE),
    (Stage.IN_SERVICE, Role.MANUFACTURER): (Stage.IN_SERVICE, KEPT),
    (Stage.IN_SERVICE, Role.SERVICE): (Stage.IN_SERVICE, KEPT),
    (Stage.SECOND_LIFE, Role.SECOND_LIFE_OPERATOR): (Stage.SECOND_LIFE, KEPT),
    (Stage.SECOND_LIFE, Role.RECYCLER): (Stage.END_OF_LIFE, Status.WASTE),
    (Stage.SECOND_LIFE, Role.MANUFACTURER): (Stage.SECOND_LIFE, KEPT),
    (Stage.SECOND_LIFE, Role.SERVICE): (Stage.SECOND_LIFE, KEPT),
    (Stage.END_OF_LIFE, Role.RECYCLER): (Stage.END_OF_LIFE, Status.WASTE),
}
"""Stage x receiver's role -> next stage, status. What is not here is refused."""
