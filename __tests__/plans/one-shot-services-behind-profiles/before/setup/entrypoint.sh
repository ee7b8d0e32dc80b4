#!/usr/bin/env bash
set -eu
source "${BASH_SOURCE[0]%/*}"/lib.sh
wait_for_elasticsearch
set_user_password kibana_system "$KIBANA_SYSTEM_PASSWORD"
