#!/usr/bin/env bash
# Succeeds when a path of the service answers with 200. The image has no curl.
#
#   ccat-ops-health /health/ready [port]
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/${2:-8000}"
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" >&3
read -r _ status _ <&3
[[ $status == 200 ]]
