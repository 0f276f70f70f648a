#!/bin/sh
# Installs PyTorch and what is used with it: torch.sh BUILD PACKAGE...
#
#   cuda      the package index's build, as locked; it runs on CPUs too, at some GB
#   cpu       PyTorch's own, small build for CPUs, from its own index
#   wheels    the build in /wheels (or in the folder that WHEELS names)
#
# All other packages are those of the lock, and are refused unless their hashes are those of the lock.
set -eu
build=$1
shift
lock=requirements/worker-torch.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What is PyTorch's own, and comes from elsewhere than the lock says.
own='^(torch|torchvision|triton|nvidia-.*|cuda-.*)'

# Install all that the packages need, but for PyTorch's own.
install_locked() {
    awk -v own="$own==" '/^[a-z0-9]/ { skip = $0 ~ own } !skip' "$lock" >"$work/others.txt"
    printf '%s\n' "$@" >"$work/wanted.in"
    # The index names what is needed, in the versions of the lock; the hashes are the lock's own.
    uv pip compile --quiet --no-header --no-annotate --constraints "$work/others.txt" "$work/wanted.in" \
        | awk -v own="$own\$" '/^[a-z0-9]/ { sub(/[=; ].*/, ""); if ($0 !~ own) print }' >"$work/names.txt"
    awk 'NR == FNR { wanted[$1]; next }
         /^[a-z0-9]/ { name = $1; sub(/==.*/, "", name); keep = name in wanted }
         keep' "$work/names.txt" "$work/others.txt" >"$work/locked.txt"
    while read -r name; do
        grep -q "^$name==" "$work/locked.txt" || { echo "$name is not in $lock" >&2; exit 1; }
    done <"$work/names.txt"
    uv pip install --require-hashes --no-deps -r "$work/locked.txt"
}

case $build in
    cuda)
        uv pip install --require-hashes -r "$lock"
        exit
        ;;
    cpu) set_own="--torch-backend cpu" ;;
    wheels) set_own="--no-index --find-links ${WHEELS:-/wheels}" ;;
    *)
        echo "TORCH is $build; it may be cpu, cuda or wheels" >&2
        exit 1
        ;;
esac
install_locked "$@"
for package in "$@"; do
    case $package in
        # shellcheck disable=SC2086 # options and their values
        torch | torchvision) uv pip install --no-deps $set_own "$package" ;;
    esac
done
