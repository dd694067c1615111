#!/bin/sh
. "$(dirname -- "$(readlink -f -- "$0")")/launch.inc.sh"
launch needletail replica-verification "$@"
