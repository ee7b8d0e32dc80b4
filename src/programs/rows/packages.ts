/** Package managers of distributions, and what surrounds them. */
export const PACKAGES = `
  add-apt-repository apt-add-repository extrepo = setsAptSources
  apk apt apt-get dnf yum = rootWhenCalled systemPackages
  apt-cache apt-fast apt-file apt-rdepends gdebi mk-build-deps nala netselect-apt rosdep tasksel = readsAptLists
  dpkg = onlyRoot setsAptSources
  dpkg-reconfigure = setup
  microdnf pacman zypper = systemPackages
  rpm = onlyRoot`;

/** What sets whole machines up, and container engines. */
export const MACHINES = `
  ansible-playbook ansible-pull chef-client chef-solo puppet salt-call = runsOthers
  buildkitd containerd = onlyRoot
  docker dockerd podman = onlyRoot rootWhenCalled`;
