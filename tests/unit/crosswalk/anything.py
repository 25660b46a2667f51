"""Documents with anything anywhere: what a reader must read or refuse, and nothing else."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import strategies as st

FUZZ = int(os.environ.get("PASSPORT_FUZZ_CROSSWALK", "60"))
"""Documents a reader is given in one run; hundreds of thousands before a release."""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def spoil(document: Any, data: st.DataObject) -> None:
    """Puts anything in one to three places of the document."""
    for _ in range(data.draw(st.integers(1, 3))):
        here, last = document, None
        while isinstance(here, dict | list) and here:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            last = (here, data.draw(st.sampled_from(keys)))
            here = last[0][last[1]]
            if data.draw(st.integers(0, 5)) == 0:
                break
        if last is not None:
            last[0][last[1]] = data.draw(JSON)
