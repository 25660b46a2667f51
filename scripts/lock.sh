#!/bin/sh
# Renews the Python locks. Universal (Linux and macOS, Python 3.11 and later), with hashes and
# without the address of a registry: whoever installs says where from, the hashes say what.
# What is pinned already stays; with UPGRADE=1 everything is taken at its newest.
set -eu
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header ${UPGRADE:+--upgrade} "$@"
}
compile pyproject.toml --extra api --extra build --extra test --extra lint -o deploy/locks/main.txt
compile deploy/locks/brownie.in -o deploy/locks/brownie.txt
compile deploy/locks/analysis.in -o deploy/locks/analysis.txt
