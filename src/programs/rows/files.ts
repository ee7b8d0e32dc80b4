/** What makes, moves, marks and removes files. */
export const FILES = `
  basename dirname find mktemp rm rmdir rsync stat = aside
  chgrp = onlyRoot setup
  chmod cp install ln mkdir mv touch = aside runsNothing setup
  chown = onlyRoot rootWhenCalled runsNothing setup
  ls = aside neutral runsNothing
  mkfifo = setup
  mknod = onlyRoot
  sync = aside neutral`;

/** What reads, writes and changes text. */
export const TEXTS = `
  awk cut egrep envsubst expr head jq seq sort tail tr uniq wc = aside
  cat grep = aside runsNothing
  sed tee = aside runsNothing setup`;

/** What packs and unpacks. */
export const ARCHIVES = `
  gzip tar unzip = aside runsNothing`;
