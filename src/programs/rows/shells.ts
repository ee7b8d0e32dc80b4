/** Words that a shell has of its own, as programs or beside them. */
export const WORDS = `
  ! { = notBehindSudo
  . source = aside builtin harmless notBehindSudo runsOthers setsShell
  : = aside builtin constant needsNoFile neutral stopsEarly
  [ = aside builtin failsWhenWell harmless namesItsPaths neutral runsNothing
  [[ alias return shift wait = aside builtin notBehindSudo
  bg builtin fg function help jobs times typeset unalias = builtin
  break continue declare getopts history kill let local readonly = aside builtin
  case for if until while = builtin notBehindSudo
  cd = aside builtin harmless neutral notBehindSudo runsNothing
  command = builtin failsWhenWell neutral prefix
  echo = aside builtin constant ends harmless heedsNoVariable idles looksOrRemoves needsNoFile runsNothing
  eval = aside builtin notBehindSudo runsOthers
  exec = notBehindSudo prefix
  exit = aside builtin ends needsNoFile neutral notBehindSudo
  export = aside builtin harmless needsNoFile neutral notBehindSudo runsNothing setsShell
  false = aside builtin ends
  hash = aside builtin needsNoFile
  popd pushd = aroundBuild aside
  printf = aside builtin constant ends needsNoFile runsNothing
  pwd = aside builtin neutral
  read = aside builtin stopsEarly
  set = aside builtin needsNoFile neutral notBehindSudo runsNothing setsShell
  shopt = setsShell
  test = aside builtin ends failsWhenWell harmless namesItsPaths neutral runsNothing
  # As a word of the shell it measures what follows; the program of that name is seldom there.
  time = builtin notBehindSudo prefix
  trap = aside builtin notBehindSudo setsShell
  # They read nothing, so what writes to them may be ended.
  true = aside builtin constant ends harmless idles needsNoFile neutral stopsEarly
  # It fails where nothing of that name is there, which is what is asked.
  type = aside builtin failsWhenWell needsNoFile neutral
  ulimit = aside builtin needsNoFile notBehindSudo setsShell
  umask = aside builtin needsNoFile neutral notBehindSudo setsShell
  unset = aside builtin harmless needsNoFile neutral notBehindSudo`;

/** Shells. */
export const SHELLS = `
  ash bash dash ksh sh zsh = shell`;
