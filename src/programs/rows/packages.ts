/** Package managers of distributions, and what surrounds them. */
export const PACKAGES = `
  add-apt-repository = needsNoFile setsAptSources
  apk = readsAll rootWhenCalled systemPackages
  apt apt-get dnf yum = rootWhenCalled systemPackages
  apt-add-repository extrepo = setsAptSources
  apt-cache apt-fast apt-file apt-rdepends gdebi mk-build-deps nala netselect-apt rosdep tasksel = readsAptLists
  apt-key = needsNoFile readsAll
  apt-mark install-php-extensions = needsNoFile
  debconf-set-selections = heedsNoVariable needsNoFile readsAll
  dpkg = failsWhenWell namesItsPaths onlyRoot setsAptSources
  dpkg-query = failsWhenWell
  dpkg-reconfigure = needsNoFile setup
  microdnf pacman zypper = systemPackages
  rpm = failsWhenWell onlyRoot readsAll`;

/** What sets whole machines up, and container engines. */
export const MACHINES = `
  ansible-playbook ansible-pull chef-client chef-solo puppet salt-call = runsOthers
  buildkitd containerd = onlyRoot
  docker dockerd podman = onlyRoot rootWhenCalled`;
