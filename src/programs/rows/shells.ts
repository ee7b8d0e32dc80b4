/** Words that a shell has of its own, as programs or beside them. */
export const WORDS = `
  . eval source = aside runsOthers
  : exit pwd set true type umask unset = aside neutral
  [ cd export test = aside neutral runsNothing
  [[ alias break continue declare false getopts hash history kill let local popd pushd read readonly return shift trap
    ulimit wait = aside
  command = neutral
  echo printf = aside runsNothing`;

/** Shells. */
export const SHELLS = `
  ash bash dash ksh sh zsh = shell`;
