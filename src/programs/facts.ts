/** What is said of a program. Behind a fact: the question it answers, and for whom where that is not for everybody. */
export type Fact =
  /** A POSIX shell: it runs the text behind `-c`, a script, and what it is piped. */
  | 'shell'
  /** Built into the shell, or different there: a program of that name may not exist. */
  | 'builtin'
  /** Behind sudo it fails, does nothing, or does something else than without. */
  | 'notBehindSudo'
  /** Sets something for the commands behind it in the same shell. */
  | 'setsShell'
  /** In a RUN it leaves nothing behind. */
  | 'neutral'
  /** In a RUN it makes folders, accounts, links, permissions: the image needs what it does as it stands. */
  | 'setup'
  /** Prints, copies or deletes what it is told to; it runs nothing, and reads no index of packages. */
  | 'runsNothing'
  /** Runs what it is given; what that is, its name does not say. Shells do so too. */
  | 'runsOthers'
  /** Reads the package lists through the libraries of apt, and does not fetch them. */
  | 'readsAptLists'
  /** Changes where apt takes packages from. */
  | 'setsAptSources'
  /** In a start script it is no program that the container runs: it ends, and has no effect on what stays. */
  | 'aside'
  /** Starts as root and goes on as somebody else, or starts others as whom it likes. */
  | 'givesRootUp'
  /** Does what only root may, when a container starts with it. */
  | 'onlyRoot'
  /** Installs packages of the distribution. */
  | 'systemPackages'
  /** Needs root, or behaves differently without it, where a program calls it. */
  | 'rootWhenCalled'
  /** Keeps environments and settings in the home of whoever calls it. */
  | 'keepsEnvironments'
  /** Builds beside its sources whenever it starts, whatever its words. */
  | 'buildsInPlace'
  /** Compiles what it runs, and writes nothing down. */
  | 'compilesInMemory'
  /** Installs libraries of a language where one of its words says so: install, update, sync, add. */
  | 'libraryManager'
  /** Only reads where its word is preview, start or serve. */
  | 'servesBuilt'
  /** Does as its words say, whatever the environment holds; but for the variables of the loader and of its own. */
  | 'heedsNoVariable'
  /** Reads no path that is not absolute, whatever its words. */
  | 'needsNoFile'
  /** Reads and writes the paths it is given, and nothing else. */
  | 'namesItsPaths'
  /** Ends well whatever happens, and writes less than a pipe holds. */
  | 'constant'
  /** Ends well when it could do what it is asked to, and reads all that it is piped. */
  | 'endsWell'
  /** Ends well always: nothing outside of the RUN could be missing. */
  | 'neverFails'
  /** Ends well on what `echo` and its like write. */
  | 'safeOnWords'
  /** Reads all that it is piped, and may fail; what `endsWell` does so too. */
  | 'readsAll'
  /** Stops reading when it has what it wants. */
  | 'stopsEarly'
  /** Also fails where nothing is wrong, when it finds nothing for instance. */
  | 'failsWhenWell'
  /** Fetches from an address, and can write it into a pipe. */
  | 'downloads';
