/** What is said of a program: the answer to one question. Two that sound alike differ for some program. */
export type Fact =
  // Shells and their words.
  /** A POSIX shell: it runs the text behind `-c`, a script, and what it is piped. */
  | 'shell'
  /** Built into the shell, or different there: a program of that name may not exist. */
  | 'builtin'
  /** Sets something for the commands behind it in the same shell. */
  | 'setsShell'
  /** Behind sudo it fails, does nothing, or does something else than without. */
  | 'notBehindSudo'
  /** Does as its words say, whatever the environment holds; but for the variables of the loader and of its own. */
  | 'heedsNoVariable'
  // In front of others.
  /** Runs the rest of its words as it stands: the same program, as the same user. */
  | 'prefix'
  /** Runs the rest of its words as another user. */
  | 'asUser'
  /** Starts one program, hands signals on to it and reaps its children. */
  | 'init'
  /** Runs the rest of its words, perhaps behind a verb, in an environment of packages: `npx`, `poetry run`. */
  | 'runner'
  /** Runs what it is given; what that is, its name does not say. Shells do so too. */
  | 'runsOthers'
  /** Runs what it is given as somebody else, in another root, or for each line that it reads. */
  | 'runsElsewhere'
  // In a RUN.
  /** In a RUN it leaves nothing behind. */
  | 'neutral'
  /** In a RUN it makes folders, accounts, links, permissions: the image needs what it does as it stands. */
  | 'setup'
  /** Prints, copies or deletes what it is told to; it runs nothing, and reads no index of packages. */
  | 'runsNothing'
  /** Reads the package lists through the libraries of apt, and does not fetch them. */
  | 'readsAptLists'
  /** Changes where apt takes packages from. */
  | 'setsAptSources'
  /** Asks its questions by debconf. */
  | 'asksByDebconf'
  /** Makes or changes accounts and groups. */
  | 'changesAccounts'
  /** Gives files to an account, makes one with a home, or opens files to everybody. */
  | 'givesFiles'
  /** May put another program in the place of /bin/sh. */
  | 'replacesPrograms'
  /** Fetches from addresses among its words. */
  | 'fetches'
  /** Fetches from an address, and can write it into a pipe. */
  | 'downloads'
  /** Is interactive, or about a machine that does not exist during a build. */
  | 'pointless'
  /** Opens a file for a person. */
  | 'editor'
  // Paths.
  /** Reads no path that is not absolute, whatever its words. */
  | 'needsNoFile'
  /** Reads and writes the paths it is given, and nothing else. */
  | 'namesItsPaths'
  /** Works on the paths it is given: what it did to a folder is copied with the folder. */
  | 'worksOnPaths'
  /** Where it is given relative paths only, what it makes is of use to the build alone. */
  | 'madeForBuild'
  /** Puts a program that was fetched into its place, or removes what fetched it. */
  | 'putsInPlace'
  /** In a command that names a file, it may write the file anew, or make another of it. */
  | 'rewritesText'
  /** May speak of a path inside of other files, of an account itself, or take the whole folder. */
  | 'cleverWithPaths'
  /** Given a folder, it takes all that lies in it. */
  | 'takesWholeFolder'
  /** Stumbles over a folder that is there already, or goes into it instead of taking its place. */
  | 'mindsFolder'
  /**
   * Does something else depending on whose a folder is: npm runs scripts as its owner up to version 8, git refuses
   * to work.
   */
  | 'mindsOwner'
  /** Prints or removes what it is given. */
  | 'looksOrRemoves'
  /** Makes or marks a file or folder, and puts nothing into it. */
  | 'fillsNothing'
  /** Takes away, looks, or sets variables: it keeps nothing in a home directory. */
  | 'harmless'
  /** Runs what was copied into an image, which may leave caches and logs where it is. */
  | 'leavesTraces'
  // In a pipe.
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
  /** Fails on nothing, or on half of something, so that the pipe fails as a whole. */
  | 'checksInput'
  // When a container starts.
  /** In a start script it is no program that the container runs: it ends, and has no effect on what stays. */
  | 'aside'
  /** Starts as root and goes on as somebody else, or starts others as whom it likes. */
  | 'givesRootUp'
  /** Where a file names it, an entry point drops root with it, or it starts services as whom it likes. */
  | 'dropsRoot'
  /** Does what only root may, when a container starts with it. */
  | 'onlyRoot'
  /** Needs root, or behaves differently without it, where a program calls it. */
  | 'rootWhenCalled'
  /** Looks into other processes, or makes sandboxes of its own: it wants more than the default profiles allow. */
  | 'wantsMoreCalls'
  /** Installs packages of the distribution. */
  | 'systemPackages'
  /** Installs libraries of a language where one of its words says so: install, update, sync, add. */
  | 'libraryManager'
  /** Builds beside its sources whenever it starts, whatever its words. */
  | 'buildsInPlace'
  /** Whatever it makes of its sources lies beside them and below node_modules, so that whoever owns both can run it. */
  | 'buildsBesideSource'
  /** Only reads where its word is preview, start or serve. */
  | 'servesBuilt'
  /** Compiles what it runs, and writes nothing down. */
  | 'compilesInMemory'
  /** Compiles Go again when a file changes, or at every start. */
  | 'rebuildsGo'
  /** Keeps what it needs while it runs in the home of whoever starts it. */
  | 'writesHome'
  /** Keeps environments and settings in the home of whoever calls it. */
  | 'keepsEnvironments'
  /** Is the work of the container: whoever starts it last may hand over to it. */
  | 'mainProgram'
  /** Stays up until somebody stops it. */
  | 'staysUp'
  /** Runs programs that are laid into its folders. */
  | 'hostsPrograms'
  /** Starts programs that its settings name, and keeps files of its own below /run or /var. */
  | 'startsOthers'
  /** Asks others over the network, and writes nothing but what it prints. */
  | 'asksOthers'
  /** Takes its work from a queue or a clock: nobody connects to it. */
  | 'takesJobs'
  /** Ends when its work is done, whatever its words. */
  | 'ends'
  /** Alone in a container it waits, or does nothing of interest. */
  | 'idles'
  /** Alone, without words, it is a prompt for a person. */
  | 'console'
  /** Sets no handler for SIGTERM unless the program does, and reaps only the children it waits for. */
  | 'ignoresSignals'
  /** As process 1 it hands SIGTERM on to what it started, or ends at it. */
  | 'relaysSignals'
  /** Handles signals and its children, also where it is started as a module or by a package manager. */
  | 'handlesSignals'
  /** Is told on its command line which port it listens on. */
  | 'takesPort'
  // Languages.
  /** Runs a program that it is given as text: behind `-c` or `-e`, from a file, from a pipe. */
  | 'interpreter'
  /** Runs the source of a project in Python. */
  | 'pythonSource'
  /** Loads the source of a project in Python into a server that is compiled. */
  | 'pythonHost'
  /** Is itself a program in Python, so that its variables count; what `pythonSource` says it of is so as well. */
  | 'inPython'
  /** Runs the source of a project for Node.js and its like. */
  | 'nodeSource'
  /** Runs the scripts of package.json by their names. */
  | 'runsScripts'
  /** Runs the source of a project in Ruby. */
  | 'rubySource'
  /** Runs the source of a project in PHP. */
  | 'phpSource'
  /** Runs what is built of a project in Java. */
  | 'javaSource'
  /** Runs what is built of a project in .NET. */
  | 'dotnetSource'
  // Builds.
  /** Compiles, links, or fetches and unpacks sources: no service runs on it. */
  | 'buildTool'
  /** Compiles C or its like. */
  | 'compiler'
  /** Builds C or its like by a description, or prepares that. */
  | 'nativeBuild'
  /** Builds the targets of a description. */
  | 'runsTargets'
  /** Links what its words or a makefile name, and searches for nothing. */
  | 'linksAsTold'
  /** Compiles, or may, whatever its words. */
  | 'mayCompile'
  /** Stands in a RUN that builds C or its like, besides what builds: it fetches sources, unpacks, deletes. */
  | 'aroundBuild'
  /** Installs packages that it builds from source where nothing prebuilt fits, and that no recipe follows. */
  | 'compilesPackages'
  /** Compiles Java or packs what is compiled. */
  | 'buildsJava'
  /** Builds a project in Java by its description. */
  | 'javaProject'
  /** Builds or generates code for Node.js or browsers. */
  | 'buildsNode'
  /** With the word build it makes a folder of files for browsers or servers in JavaScript. */
  | 'buildsFolder'
  /** Makes the files of a site, or gets ready for that. */
  | 'makesSite'
  /** Fetches sources, or signs in where they lie. */
  | 'fetchesSources'
  /** Fetches modules for a build in Go, checks its source, or generates some of it. */
  | 'goTool';
