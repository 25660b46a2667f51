"""A row of GEFEG's, with who asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from passport.crosswalk.gefeg.guides import Guide
from passport.crosswalk.table import Carrier, Row, row

EVERYBODY = "RRRRR"
"""Required by electric vehicle, LMT, other industrial, stationary and industrial without BMS, in this order.

``R`` required, ``o`` optional, ``-`` not in the guide.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One row as every guide has it."""

    ours: str
    theirs: str
    carrier: Carrier | Mapping[Guide, Carrier]
    """One for all guides, or one each where their units differ."""
    asked: str = EVERYBODY
    fallback: bool = False
    beside: bool = False
    """Whether the object it is in is not valid without it, even where the object is optional."""

    def row_of(self, guide: Guide) -> Row | None:
        """The row in a guide; None where the guide does not have it."""
        letter = self.asked[list(Guide).index(guide)]
        if letter == "-":
            return None
        return self._row(guide, required=letter == "R" and not self.fallback)

    def any_row(self) -> Row:
        """The row for reading, whatever the guide."""
        return self._row(Guide.ELECTRIC_VEHICLE, required=False)

    def _row(self, guide: Guide, *, required: bool) -> Row:
        carrier = self.carrier[guide] if isinstance(self.carrier, Mapping) else self.carrier
        return row(
            self.ours,
            self.theirs,
            carrier,
            required=required,
            required_beside=self.beside,
            fallback=self.fallback,
        )
