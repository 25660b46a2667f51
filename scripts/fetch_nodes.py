"""Build the optional real nodes into the cache: Kubo, and a geth that still seals Clique blocks.

Both are Go programs at pinned versions. Each module is downloaded, compared with the digest
pinned below, and built *as the main module*, so its own go.sum vouches for every dependency and
no version list is ever asked for (`go install pkg@version` asks for one, and some module
proxies refuse it). Running it again is free: a binary that answers with the pinned version stays.

    python scripts/fetch_nodes.py [--json] [--only kubo|geth] [--jobs N]

Exit code 0: every node is there. 1: at least one is missing; the reason is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

GoVersion = tuple[int, ...]
PROBE_TIMEOUT_S = 30


class NodeMissingError(Exception):
    """A node could not be provided; the message is the reason, in words."""


@dataclass(frozen=True)
class Release:
    """One buildable release: `digest` is the go.sum hash of the module, `needs`/`below` bound Go."""

    version: str
    digest: str
    needs: GoVersion
    below: GoVersion | None = None


@dataclass(frozen=True)
class Node:
    """A node program: where its source is, how to build it and how it names its version."""

    name: str
    binary: str
    env: str
    module: str
    package: str
    build_flags: tuple[str, ...]
    version_command: tuple[str, ...]
    releases: tuple[Release, ...]


KUBO = Node(
    name="kubo",
    binary="ipfs",
    env="PASSPORT_KUBO_BIN",
    module="github.com/ipfs/kubo",
    package="./cmd/ipfs",
    build_flags=("-trimpath",),
    version_command=("version", "--number"),
    releases=(
        Release("0.42.0", "h1:mp40G/pAwckX54zJfIK3CTLK6S1Ae+Wa63g3I68W8cA=", needs=(1, 26, 4)),
        # Its cockroachdb/swiss reaches into the runtime and stops compiling with Go 1.26.
        Release(
            "0.39.0",
            "h1:QA9tjxjZFfffZDUnJqbFHCaapxkzEBD2nC5YmYDIkEU=",
            needs=(1, 25),
            below=(1, 26),
        ),
    ),
)
GETH = Node(
    name="geth",
    binary="geth",
    env="PASSPORT_GETH_BIN",
    module="github.com/ethereum/go-ethereum",
    package="./cmd/geth",
    # This release links to runtime internals, which Go has refused by default since 1.23.
    build_flags=("-trimpath", "-ldflags=-checklinkname=0"),
    version_command=("version",),
    releases=(Release("1.13.15", "h1:U7sSGYGo4SPjP6iNIifNoyIAiNjrmQkz6EwQG+/EZWo=", needs=(1, 23)),),
)
NODES = (KUBO, GETH)


@dataclass(frozen=True)
class Outcome:
    """What happened to one node; `state` is present, built or missing."""

    node: str
    state: str
    version: str | None = None
    path: str | None = None
    seconds: float = 0.0
    reason: str | None = None


def cache_dir() -> Path:
    """The folder of fetched and built nodes: `$PASSPORT_CACHE`, else the user's cache folder."""
    root = os.environ.get("PASSPORT_CACHE") or os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "battery-passport"


def find_node(node: Node) -> Path | None:
    """The program to use: the node's environment variable, then the cache, then PATH."""
    named = os.environ.get(node.env)
    if named:
        return Path(named)
    cached = cache_dir() / "bin" / node.binary
    if cached.is_file():
        return cached
    on_path = shutil.which(node.binary)
    return Path(on_path) if on_path else None


def version_of(node: Node, program: Path) -> str | None:
    """The version the program itself reports, or None when it does not run."""
    command = [str(program), *node.version_command]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PROBE_TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\d+\.\d+\.\d+", done.stdout) if done.returncode == 0 else None
    return found.group() if found else None


def provide(node: Node, jobs: int, progress: Progress) -> Outcome:
    """Return the node that is there, or build it; raises NodeMissingError with the reason."""
    present = _present(node)
    if present:
        return present
    started = time.monotonic()
    release = _release_for(node, _go_version(node))
    program = _build(node, release, jobs, progress)
    seconds = round(time.monotonic() - started, 1)
    return Outcome(node.name, "built", release.version, str(program), seconds)


def _present(node: Node) -> Outcome | None:
    named = os.environ.get(node.env)
    if named:
        version = version_of(node, Path(named))
        if version is None:
            raise NodeMissingError(f"{node.env} names {named}, which does not run")
        return Outcome(node.name, "present", version, named)
    cached = cache_dir() / "bin" / node.binary
    version = version_of(node, cached) if cached.is_file() else None
    if version in {release.version for release in node.releases}:
        return Outcome(node.name, "present", version, str(cached))
    return None


def _go_version(node: Node) -> GoVersion:
    go = shutil.which("go")
    if go is None:
        wanted = ".".join(map(str, node.releases[0].needs))
        raise NodeMissingError(f"Go is not on PATH: install Go {wanted} or newer, or let {node.env} name a binary")
    answer = _run([go, "env", "GOVERSION"]).strip()
    numbers = re.match(r"go(\d+(?:\.\d+)*)", answer)
    if numbers is None:
        raise NodeMissingError(f"`go env GOVERSION` answered {answer!r}, which is no version")
    return tuple(map(int, numbers.group(1).split(".")))


def _release_for(node: Node, go: GoVersion) -> Release:
    for release in node.releases:
        if release.needs <= go and (release.below is None or go < release.below):
            return release
    asked = " or ".join(
        f"{'.'.join(map(str, release.needs))} for {node.name} {release.version}" for release in node.releases
    )
    raise NodeMissingError(f"Go {'.'.join(map(str, go))} builds no pinned release: needs Go {asked}")


def _build(node: Node, release: Release, jobs: int, progress: Progress) -> Path:
    task = progress.add_task(f"{node.name} {release.version}: fetch the module", total=None)
    source = _download(node, release)
    target_dir = cache_dir() / "bin"
    target_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"build-{node.name}-", dir=cache_dir()) as temporary:
        tree = Path(temporary) / "source"
        shutil.copytree(source, tree, copy_function=shutil.copyfile)
        for folder in [tree, *(entry for entry in tree.rglob("*") if entry.is_dir())]:
            folder.chmod(0o755)  # the module cache is read-only, and its copy would be too
        output = Path(temporary) / node.binary
        progress.update(task, description=f"{node.name} {release.version}: fetch dependencies")
        deps = _run(["go", "list", "-deps", *node.build_flags, node.package], tree)
        progress.update(
            task,
            description=f"{node.name} {release.version}: compile",
            total=len(deps.splitlines()),
        )
        command = ["go", "build", "-v", "-buildvcs=false", "-p", str(jobs), *node.build_flags]
        for _ in _stream([*command, "-o", str(output), node.package], tree):
            progress.advance(task)
        reported = version_of(node, output)
        if reported != release.version:
            raise NodeMissingError(f"the built {node.name} reports {reported}, not {release.version}")
        final = target_dir / node.binary
        output.replace(final)
    progress.update(task, description=f"{node.name} {release.version}: built", total=1, completed=1)
    return final


def _download(node: Node, release: Release) -> Path:
    """Fetch the module into Go's own cache and compare it with the pinned digest."""
    wanted = f"{node.module}@v{release.version}"
    with tempfile.TemporaryDirectory() as empty:
        answer = json.loads(_run(["go", "mod", "download", "-json", wanted], Path(empty)))
    if "Error" in answer:
        raise NodeMissingError(answer["Error"])
    if answer["Sum"] != release.digest:
        raise NodeMissingError(f"{wanted} has digest {answer['Sum']}, pinned is {release.digest}")
    return Path(answer["Dir"])


def _run(command: list[str], cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        # `go mod download -json` puts its reason on standard output.
        raise NodeMissingError(_failure(command, (done.stderr or done.stdout).splitlines()))
    return done.stdout


def _stream(command: list[str], cwd: Path) -> Iterator[str]:
    """Yield the program's lines as they come; raises NodeMissingError with the last of them."""
    lines: list[str] = []
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        for line in running.stdout or ():
            lines.append(line.rstrip())
            yield lines[-1]
    if running.returncode != 0:
        raise NodeMissingError(_failure(command, lines))


def _failure(command: list[str], lines: list[str]) -> str:
    return f"`{' '.join(command)}` failed: " + " | ".join(lines[-8:])


def main() -> int:
    """Provide every node asked for and report in words or, with --json, as one JSON object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.add_argument("--only", choices=[node.name for node in NODES], help="just this node")
    parser.add_argument("--jobs", type=int, default=2, help="packages compiled at once (default 2)")
    options = parser.parse_args()
    outcomes = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        for node in NODES:
            if options.only in (None, node.name):
                try:
                    outcomes.append(provide(node, options.jobs, progress))
                except NodeMissingError as missing:
                    outcomes.append(Outcome(node.name, "missing", reason=str(missing)))
    if options.json:
        print(json.dumps({"nodes": [asdict(outcome) for outcome in outcomes]}))
    else:
        for outcome in outcomes:
            print(f"{outcome.node}: {outcome.state} {outcome.version or ''} {outcome.path or outcome.reason}")
    return 1 if any(outcome.state == "missing" for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
