#!/bin/sh
# Makes or renews a virtual environment: environment.sh FOLDER LOCK [OPTION OF UV'S INSTALLER]...
#
# Every package is checked against the hash in the lock file. The installer itself (uv) comes first, by pip,
# into an environment of its own, so that no tool of the build ends up beside the service.
set -eu
cd "$(dirname "$0")/.."
folder=$1 lock=$2 tools=.venv-build
shift 2

# The system's certificates and the index that pip is configured with apply to uv as well.
export UV_SYSTEM_CERTS=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Downloads show their progress to whoever watches.
quiet=--quiet
[ ! -t 2 ] || quiet=

suitable() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }

find_python() {
    candidates=${PYTHON:-python3}
    # One that was chosen is taken or refused; of the unchosen, any will do.
    [ "$candidates" != python3 ] || candidates="python3 python3.13 python3.12 python3.11"
    for python in $candidates; do
        if suitable "$python"; then echo "$python" && return; fi
    done
    echo "Python 3.11, 3.12 or 3.13 is needed; say which by: make PYTHON=/path/to/python" >&2
    return 1
}

make_tools() {
    python=$(find_python)
    rm -rf "$tools"
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv "$tools"
        "$tools/bin/python" -m pip install --quiet --require-hashes -r requirements/build.txt
    elif "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --without-pip "$tools"
        "$python" -m pip --python "$tools/bin/python" install --quiet --require-hashes -r requirements/build.txt
    else
        echo "$python can make no virtual environments; on Debian: apt install python3-venv" >&2
        return 1
    fi
    cp requirements/build.txt "$tools/lock"
}

cmp -s requirements/build.txt "$tools/lock" || make_tools
index=$("$tools/bin/python" -m pip config get global.index-url 2>/dev/null || true)
[ -z "$index" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"
uv="$tools/bin/uv"

[ -x "$folder/bin/python" ] || "$uv" venv --quiet --python "$tools/bin/python" "$folder"
"$uv" pip install $quiet --python "$folder/bin/python" --require-hashes -r "$lock" "$@"
"$uv" pip install --quiet --python "$folder/bin/python" --no-deps --build-constraints requirements/build.txt \
    --editable . --editable ./client
# What would report on its use is not wanted, and not needed.
"$uv" pip uninstall --quiet --python "$folder/bin/python" openvino-telemetry 2>/dev/null || true
