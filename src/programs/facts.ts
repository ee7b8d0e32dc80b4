/** What is said of a program. Behind a fact: the question it answers, and for whom where that is not for everybody. */
export type Fact =
  /** A POSIX shell: it runs the text behind `-c`, a script, and what it is piped. */
  | 'shell'
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
  | 'servesBuilt';
