/** Words that a shell has of its own, as programs or beside them. */
export const WORDS = `
  ! exec { = notBehindSudo
  . source = aside builtin notBehindSudo runsOthers setsShell
  : true = aside builtin constant needsNoFile neutral stopsEarly
  [ test = aside builtin failsWhenWell namesItsPaths neutral runsNothing
  [[ alias return shift wait = aside builtin notBehindSudo
  bg builtin fg function help jobs times typeset unalias = builtin
  break continue declare false getopts history kill let local readonly = aside builtin
  case for if time until while = builtin notBehindSudo
  cd = aside builtin neutral notBehindSudo runsNothing
  command = builtin failsWhenWell neutral
  echo = aside builtin constant heedsNoVariable needsNoFile runsNothing
  eval = aside builtin notBehindSudo runsOthers
  exit unset = aside builtin needsNoFile neutral notBehindSudo
  export = aside builtin needsNoFile neutral notBehindSudo runsNothing setsShell
  hash = aside builtin needsNoFile
  popd pushd = aside
  printf = aside builtin constant needsNoFile runsNothing
  pwd = aside builtin neutral
  read = aside builtin stopsEarly
  set umask = aside builtin needsNoFile neutral notBehindSudo setsShell
  shopt = setsShell
  trap = aside builtin notBehindSudo setsShell
  type = aside builtin failsWhenWell needsNoFile neutral
  ulimit = aside builtin needsNoFile notBehindSudo setsShell`;

/** Shells. */
export const SHELLS = `
  ash bash dash ksh sh zsh = shell`;
