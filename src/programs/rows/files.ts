/** What makes, moves, marks and removes files. */
export const FILES = `
  basename dirname = aside endsWell namesItsPaths neverFails
  chgrp = givesFiles heedsNoVariable namesItsPaths onlyRoot setup worksOnPaths
  chmod = aside ends fillsNothing givesFiles heedsNoVariable madeForBuild namesItsPaths putsInPlace runsNothing setup
    takesWholeFolder worksOnPaths
  chown = ends fillsNothing givesFiles heedsNoVariable namesItsPaths onlyRoot rootWhenCalled runsNothing setup
    takesWholeFolder worksOnPaths
  # cp and ln put bash in the place of sh.
  cp = aside ends heedsNoVariable madeForBuild namesItsPaths replacesPrograms runsNothing setup takesWholeFolder
    worksOnPaths
  df du readlink = namesItsPaths
  find = aside cleverWithPaths failsWhenWell harmless namesItsPaths
  # It copies /dev/stdin, a pipe, as well.
  install = aside fillsNothing heedsNoVariable madeForBuild namesItsPaths readsAll runsNothing setup
  ln = aside cleverWithPaths ends heedsNoVariable madeForBuild mindsFolder namesItsPaths putsInPlace replacesPrograms
    runsNothing setup worksOnPaths
  ls = aside ends failsWhenWell harmless heedsNoVariable idles looksOrRemoves namesItsPaths neutral runsNothing
  mkdir touch = aside ends fillsNothing heedsNoVariable madeForBuild namesItsPaths runsNothing setup worksOnPaths
  mkfifo = setup
  mknod = onlyRoot
  mktemp stat = aside
  mv = aside cleverWithPaths ends heedsNoVariable madeForBuild mindsFolder namesItsPaths putsInPlace replacesPrograms
    rewritesText runsNothing setup worksOnPaths
  rm = aroundBuild aside ends fillsNothing harmless heedsNoVariable looksOrRemoves mindsFolder namesItsPaths
    putsInPlace runsNothing takesWholeFolder worksOnPaths
  rmdir = aside harmless heedsNoVariable looksOrRemoves namesItsPaths
  rsync = aside cleverWithPaths
  setfacl = givesFiles
  sync = aside neutral`;

/** What reads, writes and changes text. */
export const TEXTS = `
  awk = aside cleverWithPaths ends endsWell namesItsPaths rewritesText safeOnWords
  base64 = endsWell namesItsPaths safeOnWords
  cat = aside ends endsWell heedsNoVariable idles namesItsPaths runsNothing
  # yes is ended by the pipe, diff and cmp say that way that something differs.
  cmp diff yes = failsWhenWell
  column iconv od paste tac xxd = endsWell
  cut tr = aside endsWell namesItsPaths neverFails rewritesText
  # sponge writes only when all is read; dd may be told to stop, by count.
  dd sponge = readsAll
  egrep = aside checksInput failsWhenWell readsAll
  envsubst jq = aside endsWell
  expr = aside failsWhenWell
  fgrep = failsWhenWell readsAll
  fold nl rev = endsWell neverFails
  gawk = cleverWithPaths endsWell safeOnWords
  grep = aside checksInput cleverWithPaths failsWhenWell namesItsPaths readsAll rewritesText runsNothing
  head = aside namesItsPaths stopsEarly
  less more = stopsEarly
  mawk = endsWell safeOnWords
  md5sum sha256sum = aroundBuild checksInput endsWell namesItsPaths
  sed = aside cleverWithPaths ends endsWell heedsNoVariable madeForBuild namesItsPaths rewritesText runsNothing
    safeOnWords setup worksOnPaths
  seq = aside
  sha1sum = aroundBuild checksInput
  sha224sum sha384sum = checksInput
  sha512sum = checksInput endsWell namesItsPaths
  shasum = checksInput endsWell
  sort = aside endsWell namesItsPaths neverFails
  # tail -f /dev/null
  tail = aside idles namesItsPaths readsAll
  tee = aside endsWell heedsNoVariable madeForBuild namesItsPaths rewritesText runsNothing safeOnWords setup
  uniq wc = aside endsWell neverFails`;

/** What packs and unpacks. */
export const ARCHIVES = `
  bsdtar = checksInput
  bunzip2 gunzip xz = aroundBuild checksInput endsWell
  bzcat bzip2 unxz xzcat zcat zstd = checksInput endsWell
  cpio = checksInput readsAll
  funzip = checksInput stopsEarly
  gzip = aside checksInput endsWell runsNothing
  jar = buildsJava checksInput
  lz4 unzstd zstdcat = endsWell
  patch = aroundBuild buildTool checksInput readsAll
  # But for TAR_OPTIONS.
  tar = aroundBuild aside checksInput cleverWithPaths ends endsWell heedsNoVariable runsNothing
  unzip = aroundBuild aside checksInput mindsFolder runsNothing`;
