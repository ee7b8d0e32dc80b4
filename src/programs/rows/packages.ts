/** Package managers of distributions, and what surrounds them. */
export const PACKAGES = `
  add-apt-repository = needsNoFile setsAptSources
  apk = readsAll rootWhenCalled systemPackages
  apt apt-get = asksByDebconf rootWhenCalled systemPackages
  apt-add-repository extrepo = setsAptSources
  # rosdep calls apt-get for packages of ROS.
  apt-cache apt-fast apt-file apt-rdepends gdebi mk-build-deps nala netselect-apt rosdep = readsAptLists
  # It fails where it is piped no key.
  apt-key = checksInput needsNoFile readsAll
  apt-mark install-php-extensions = needsNoFile
  aptitude = asksByDebconf systemPackages
  debconf = asksByDebconf
  debconf-set-selections = heedsNoVariable needsNoFile readsAll
  dnf yum = rootWhenCalled systemPackages
  dnf5 microdnf pacman tdnf zypper = systemPackages
  dpkg = asksByDebconf checksInput failsWhenWell namesItsPaths onlyRoot setsAptSources
  dpkg-query = failsWhenWell
  dpkg-reconfigure = asksByDebconf needsNoFile replacesPrograms setup
  # With -q it fails where a package is not there; it reads a package from a pipe.
  rpm = checksInput failsWhenWell onlyRoot readsAll
  tasksel = asksByDebconf readsAptLists`;

/** What sets whole machines up, container engines, and what makes sandboxes of its own. */
export const MACHINES = `
  ansible = inPython
  ansible-playbook = inPython runsOthers
  ansible-pull chef-client chef-solo puppet salt-call = runsOthers
  # Browsers make namespaces for their sandbox, which the default profiles of engines refuse.
  buildah bwrap chrome chromium electron google-chrome playwright puppeteer runc = wantsMoreCalls
  buildkitd = onlyRoot wantsMoreCalls
  containerd = onlyRoot
  # The socket of its engine belongs to root.
  docker = checksInput onlyRoot rootWhenCalled
  dockerd podman = onlyRoot rootWhenCalled wantsMoreCalls
  kubectl = checksInput`;
