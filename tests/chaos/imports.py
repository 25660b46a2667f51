"""Everything a mortal process needs, imported once by the fork server."""

import tests.chaos.deeds
import tests.gate  # noqa: F401
