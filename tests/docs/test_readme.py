"""The README is true: its targets, rooms and tests exist, and its commands run."""

from __future__ import annotations

import re
import subprocess

import pytest

from scripts.tracked import ROOT, tracked_files

README = (ROOT / "README.md").read_text(encoding="utf-8")
OTHERS = [README, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")]
TARGETS = sorted({target for text in OTHERS for target in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)})
ROOMS = re.findall(r"^\| `([a-z_./]+)` \|", README, re.MULTILINE)


@pytest.mark.parametrize("target", TARGETS)
def test_readme__every_make_target_named__is_one(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_readme__first_screen__has_demo_and_test() -> None:
    first = README.splitlines()[:20]
    assert any(line.startswith("make demo") for line in first)
    assert any(line.startswith("make test") for line in first)


@pytest.mark.parametrize("room", ROOMS)
def test_readme__every_room_on_the_map__exists(room: str) -> None:
    assert (ROOT / room).exists()


def test_readme__every_top_folder_of_the_repository__is_on_the_map() -> None:
    tops = {name.parts[0] for name in tracked_files(ROOT) if len(name.parts) > 1 and not name.parts[0].startswith(".")}
    assert tops <= {room.split("/")[0] for room in ROOMS}
