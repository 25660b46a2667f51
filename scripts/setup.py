#!/usr/bin/env python3
"""Set up what a target of the Makefile needs; does nothing when that stands already.

    python3 scripts/setup.py main|node|node-test|brownie|analysis ...

Runs on the standard library alone, because it is what installs everything else. Every Python
package comes from a lock with hashes, every npm package from package-lock.json, and no install
script of any package is run. A stamp is written last, so an interrupted run is taken up again.

Exit code 0: everything asked for stands. 1: something could not be installed; the reason is printed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMP = ".battery-passport-stamp"
PYTHON_NEEDED = (3, 11)
NODE_NEEDED = 20
NATIVE_TOOLS = ("anvil", "forge")


class SetupError(Exception):
    """Something cannot be installed here; the message says what and what to do about it."""


@dataclass(frozen=True)
class PythonEnvironment:
    """One virtual environment: its folder, its lock, and whether the project itself goes into it."""

    folder: str
    lock: str
    with_project: bool = False


ENVIRONMENTS = {
    "main": PythonEnvironment(".venv", "deploy/locks/main.txt", with_project=True),
    "brownie": PythonEnvironment(".venv-brownie", "deploy/locks/brownie.txt"),
    "analysis": PythonEnvironment(".venv-analysis", "deploy/locks/analysis.txt"),
}


def say(message: str) -> None:
    """Print one line of progress to standard error."""
    print(message, file=sys.stderr, flush=True)


def fingerprint(*files: Path, extra: str = "") -> str:
    """Digest of the inputs of an installation: when it changes, the installation is stale."""
    digest = hashlib.sha256(extra.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


# --- Python ------------------------------------------------------------------------------------


def set_up_python(environment: PythonEnvironment, root: Path) -> None:
    """Create or refresh one virtual environment from its lock."""
    folder, lock = root / environment.folder, root / environment.lock
    inputs = [lock, root / "pyproject.toml"] if environment.with_project else [lock]
    wanted = fingerprint(*inputs, extra=platform.python_version())
    stamp, python = folder / STAMP, folder / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted and runs(python):
        return
    stamp.unlink(missing_ok=True)
    pip = create_environment(folder, python)
    install_locked(pip, lock, environment.folder)
    if environment.with_project:
        run([*pip, "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation",
             "--config-settings", "editable_mode=compat", "--editable", str(root)], cwd=root)  # fmt: skip
    stamp.write_text(wanted)


def runs(python: Path) -> bool:
    """Tell whether this interpreter starts and is new enough (a moved or upgraded one is not)."""
    probe = f"import sys; sys.exit(sys.version_info < {PYTHON_NEEDED})"
    return python.exists() and succeeds([str(python), "-c", probe])


def succeeds(command: list[str]) -> bool:
    """Run a probe silently; tell whether it ended well."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def create_environment(folder: Path, python: Path) -> list[str]:
    """Create the virtual environment unless it runs; return the pip command that fills it."""
    own_pip = [str(python), "-m", "pip"]
    if runs(python) and succeeds([*own_pip, "--version"]):
        return own_pip
    say(f"Creating {folder.name} with Python {platform.python_version()}")
    try:
        venv.create(folder, with_pip=True, clear=True, symlinks=True)
    except subprocess.CalledProcessError:
        return create_without_ensurepip(folder, python)
    return own_pip


def create_without_ensurepip(folder: Path, python: Path) -> list[str]:
    """Debian packs ensurepip apart from Python: fill the environment with the system's pip then."""
    system_pip = [sys.executable, "-m", "pip"]
    if not succeeds([*system_pip, "--version"]):
        raise SetupError(
            "this Python has neither ensurepip nor pip; install them first "
            "(on Debian and Ubuntu: apt install python3-venv)"
        )
    venv.create(folder, with_pip=False, clear=True, symlinks=True)
    return [*system_pip, "--python", str(python)]


def install_locked(pip: list[str], lock: Path, title: str) -> None:
    """Install exactly what the lock names, hashes checked, with a bar that counts packages.

    A few packages exist as source only. pip would fetch their build tool unchecked into an isolated folder; instead
    setuptools is taken from the lock first and builds them where they are.
    """
    text = lock.read_text()
    locked_pip = [*pip, "install", "--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes"]
    setuptools = re.search(r"^setuptools==.*(?:\n    .*)*", text, re.MULTILINE)
    if setuptools:
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder) / "setuptools.txt"
            first.write_text(setuptools[0] + "\n")
            install_counting([*locked_pip, "--only-binary", ":all:", "--requirement", str(first)], title, 0)
    total = len(re.findall(r"^[A-Za-z0-9][^\n=]*==", text, re.MULTILINE))
    command = [*locked_pip, "--no-build-isolation", "--use-pep517", "--requirement", str(lock)]
    install_counting(command, title, total)


def install_counting(command: list[str], title: str, total: int) -> None:
    """Run pip; draw a bar over `total` packages, none when it is 0. Raises SetupError with pip's last lines."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seen, said = 0, []
    for line in process.stdout or ():
        said.append(line)
        if line.startswith(("Collecting ", "Requirement already", "Ignoring ")) and seen < total:
            seen += 1
            show_bar(f"{title}: fetching Python packages", seen, total)
        elif line.startswith("Installing collected") and total:
            if seen < total:
                show_bar(f"{title}: fetching Python packages", total, total)
            say(f"{title}: installing")
    if process.wait() != 0:
        raise SetupError(f"pip could not install what {title} needs:\n{''.join(said[-15:])}")


def show_bar(title: str, done: int, total: int) -> None:
    """Draw a bar on a terminal; elsewhere print a line at each quarter."""
    if sys.stderr.isatty():
        filled = 30 * done // total
        end = "\n" if done == total else ""
        bar = "#" * filled + "-" * (30 - filled)
        print(f"\r{title} [{bar}] {done}/{total}", end=end, file=sys.stderr, flush=True)
    elif done * 4 // total != (done - 1) * 4 // total:
        say(f"{title} {done}/{total}")


# --- Node --------------------------------------------------------------------------------------


def set_up_node(root: Path, *, for_tests: bool) -> None:
    """Install the npm lock; `for_tests` adds the test engines and peers (Ganache, forge, EAS)."""
    check_node()
    modules = root / "node_modules"
    stamp = modules / STAMP
    locked = fingerprint(root / "package.json", root / "package-lock.json")
    have = json.loads(stamp.read_text()) if stamp.exists() else {}
    if have.get("lock") == locked and (have.get("for_tests") or not for_tests):
        return
    say("node_modules: npm packages" + (" with the test engines" if for_tests else ""))
    omit = [] if for_tests else ["--omit=dev"]
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *omit], cwd=root)
    link_native_tools(modules)
    stamp.write_text(json.dumps({"lock": locked, "for_tests": for_tests}))


def check_node() -> None:
    """Refuse a missing or too old Node with the version that was found."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise SetupError(f"Node.js >= {NODE_NEEDED} with npm is needed and was not found on PATH")
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = re.match(r"v(\d+)\.", said)
    if not major or int(major[1]) < NODE_NEEDED:
        raise SetupError(f"Node.js >= {NODE_NEEDED} is needed; found {said or 'one that does not start'}")


def link_native_tools(modules: Path) -> None:
    """Point node_modules/.bin at the native anvil and forge.

    Two packages claim each name (a launcher and the binary); npm 10 then links neither and npm 11
    the launcher, which takes signals away from the program. The binary itself is what we want.
    """
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    for tool in NATIVE_TOOLS:
        package = modules / "@foundry-rs" / f"{tool}-{platform.system().lower()}-{machine}"
        if not (package / "bin" / tool).exists():
            continue
        link = modules / ".bin" / tool
        link.unlink(missing_ok=True)
        link.symlink_to(os.path.relpath(package / "bin" / tool, link.parent))


def run(command: list[str], cwd: Path) -> None:
    """Run a command whose output appears only when it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise SetupError(f"`{' '.join(command[:4])} ...` failed:\n{tail}")


def main(parts: list[str]) -> int:
    """Set up each named part, in order."""
    try:
        for part in parts:
            if part in ENVIRONMENTS:
                set_up_python(ENVIRONMENTS[part], ROOT)
            elif part in ("node", "node-test"):
                set_up_node(ROOT, for_tests=part == "node-test")
            else:
                raise SetupError(f"unknown part {part!r}; one of {', '.join(ENVIRONMENTS)}, node, node-test")
    except SetupError as error:
        say(f"set-up failed: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
