/** What makes, moves, marks and removes files. */
export const FILES = `
  basename dirname = aside endsWell namesItsPaths neverFails
  chgrp = heedsNoVariable namesItsPaths onlyRoot setup
  chmod cp ln mkdir mv touch = aside heedsNoVariable namesItsPaths runsNothing setup
  chown = heedsNoVariable namesItsPaths onlyRoot rootWhenCalled runsNothing setup
  df du readlink = namesItsPaths
  find = aside failsWhenWell namesItsPaths
  install = aside heedsNoVariable namesItsPaths readsAll runsNothing setup
  ls = aside failsWhenWell heedsNoVariable namesItsPaths neutral runsNothing
  mkfifo = setup
  mknod = onlyRoot
  mktemp rsync stat = aside
  rm rmdir = aside heedsNoVariable namesItsPaths
  sync = aside neutral`;

/** What reads, writes and changes text. */
export const TEXTS = `
  awk = aside endsWell namesItsPaths safeOnWords
  base64 = endsWell namesItsPaths safeOnWords
  cat = aside endsWell heedsNoVariable namesItsPaths runsNothing
  cmp diff yes = failsWhenWell
  column iconv od paste shasum tac xxd = endsWell
  cut sort tr = aside endsWell namesItsPaths neverFails
  dd sponge = readsAll
  egrep = aside failsWhenWell readsAll
  envsubst jq = aside endsWell
  expr = aside failsWhenWell
  fgrep = failsWhenWell readsAll
  fold nl rev = endsWell neverFails
  gawk mawk = endsWell safeOnWords
  grep = aside failsWhenWell namesItsPaths readsAll runsNothing
  head = aside namesItsPaths stopsEarly
  less more = stopsEarly
  md5sum sha256sum sha512sum = endsWell namesItsPaths
  sed tee = aside endsWell heedsNoVariable namesItsPaths runsNothing safeOnWords setup
  seq = aside
  tail = aside namesItsPaths readsAll
  uniq wc = aside endsWell neverFails`;

/** What packs and unpacks. */
export const ARCHIVES = `
  bunzip2 bzcat bzip2 gunzip lz4 unxz unzstd xz xzcat zcat zstd zstdcat = endsWell
  cpio patch = readsAll
  funzip = stopsEarly
  gzip = aside endsWell runsNothing
  tar = aside endsWell heedsNoVariable runsNothing
  unzip = aside runsNothing`;
