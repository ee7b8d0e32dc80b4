#!/usr/bin/env bash
# What action.yml runs. Inputs are variables, and never a part of this text.
set -eo pipefail

stop() { # message
  echo "::error title=harden::$1"
  exit 2
}

# GitHub takes a summary of 1 MiB, and none that is longer.
summarize() { # file
  if [ "$(wc -c <"$1")" -le 1000000 ]; then
    cat "$1" >>"$GITHUB_STEP_SUMMARY"
  else
    echo 'The plan is too long to be shown here. With the input artifact it is kept.' >>"$GITHUB_STEP_SUMMARY"
  fi
}

output() { # name, value
  echo "$1=$2" >>"$GITHUB_OUTPUT"
}

add() { # option, value
  if [ -n "$2" ]; then options+=("$1=$2"); fi
}

# What verify builds was written by strangers, and a build context without .dockerignore holds .git as well.
without_rights() {
  if [ -n "$GITHUB_TOKEN$GH_TOKEN" ]; then
    stop 'verify runs what the repository holds: give its job no token in GITHUB_TOKEN or GH_TOKEN'
  fi
  if [ -n "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" ]; then
    stop 'verify runs what the repository holds: give its job no permission id-token'
  fi
  if git config --get-regexp '^http\..*\.extraheader$' >/dev/null; then
    stop 'the checkout left its token in the work tree: set persist-credentials: false'
  fi
}

folder=$(mktemp -d "$RUNNER_TEMP/harden.XXXXXX")
tools=$(mktemp -d "$RUNNER_TEMP/harden-cli.XXXXXX")
version=$INPUT_VERSION
if [ -z "$version" ]; then
  version=$(node -p 'require(process.argv[1]).version' "$GITHUB_ACTION_PATH/package.json")
fi
case $INPUT_MODE in
  check | fix) ;;
  verify) without_rights ;;
  *) stop 'mode is check, fix or verify' ;;
esac
# Not from within the repository: its .npmrc and node_modules say nothing about what runs here.
(cd "$tools" && npm install --prefix "$tools" --ignore-scripts --no-audit --no-fund --loglevel=error "@harden/cli@$version")
harden() {
  node "$tools/node_modules/@harden/cli/bin/harden.js" "$@"
}

options=()
add --level "$INPUT_LEVEL"
add --config "$INPUT_CONFIG"
add --changed-since "$INPUT_CHANGED_SINCE"
paths=()
while IFS= read -r path; do
  if [ -n "$path" ]; then paths+=("$path"); fi
done <<<"$INPUT_PATHS"
output folder "$folder"

# 1: there are steps, or verify left one out; 2: an error.
code=0
case $INPUT_MODE in
  check)
    add --baseline "$INPUT_BASELINE"
    output sarif "$folder/harden.sarif"
    harden check --format sarif "${options[@]}" -- "${paths[@]}" >"$folder/harden.sarif" 2>/dev/null || true
    harden check --format markdown "${options[@]}" -- "${paths[@]}" >"$folder/harden.md" 2>/dev/null || true
    summarize "$folder/harden.md"
    harden check --format github "${options[@]}" -- "${paths[@]}" || code=$?
    if [ "$code" = 1 ]; then output found true; else output found false; fi
    ;;
  fix)
    output patch "$folder/harden.patch"
    harden fix --format markdown --dry-run "${options[@]}" -- "${paths[@]}" >"$folder/harden.md" 2>/dev/null || true
    summarize "$folder/harden.md"
    harden fix --output "$folder/harden.patch" "${options[@]}" -- "${paths[@]}" || code=$?
    if [ -s "$folder/harden.patch" ]; then output found true; else output found false; fi
    if [ "$code" = 0 ] && [ "$INPUT_APPLY" = true ]; then
      harden fix --yes "${options[@]}" -- "${paths[@]}" || code=$?
    fi
    ;;
  verify)
    output report "$folder/report.json"
    harden verify --untrusted --format json "${options[@]}" -- "${paths[@]}" >"$folder/report.json" || code=$?
    # What was run is not run again: its results are kept.
    if [ "$code" != 2 ]; then
      harden verify --untrusted --format markdown "${options[@]}" -- "${paths[@]}" >"$folder/harden.md" 2>/dev/null || true
      summarize "$folder/harden.md"
    fi
    ;;
esac
if [ "$code" = 1 ] && [ "$INPUT_FAIL" != true ]; then code=0; fi
exit "$code"
