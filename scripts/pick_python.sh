#!/bin/sh
# Prints the first Python that is at least 3.11; the versions the locks are tested with come first.
for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
echo "Python >= 3.11 is needed and was not found on PATH (set PYTHON=/path/to/python to name one)" >&2
exit 1
