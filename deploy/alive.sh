#!/bin/sh
# Succeeds while every part of the worker updates its file, which each does every few seconds by a timer of its own.
set -eu
set -- "$DOCINSIGHT_ALIVE_FILE"*
[ "$(find "$@" -newermt '-30 seconds' | wc -l)" -eq $# ]
