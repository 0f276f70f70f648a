#!/bin/sh
# Installs PyTorch and what is used with it: torch.sh BUILD PACKAGE...
#
#   cuda      the package index's build, as locked; it runs on CPUs too, at some GB
#   cpu       PyTorch's own, small build for CPUs, from its own index
#   wheels    the build in /wheels
#
# All other packages are those of the lock.
set -eu
build=$1
shift
lock=requirements/worker-torch.txt

others_of_the_lock() {
    awk '/^[a-z]/ { skip = /^(torch|torchvision|triton|nvidia-.*|cuda-.*)==/ } !skip' "$lock" >/tmp/others.txt
}

case $build in
    cuda)
        uv pip install --require-hashes -r "$lock"
        ;;
    cpu)
        others_of_the_lock
        uv pip install --torch-backend cpu --constraints /tmp/others.txt "$@"
        ;;
    wheels)
        others_of_the_lock
        for package in "$@"; do
            case $package in
                torch | torchvision) uv pip install --no-index --find-links /wheels --no-deps "$package" ;;
            esac
        done
        uv pip install --constraints /tmp/others.txt "$@"
        ;;
    *)
        echo "TORCH is $build; it may be cpu, cuda or wheels" >&2
        exit 1
        ;;
esac
