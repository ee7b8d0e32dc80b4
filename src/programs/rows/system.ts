/** What runs the rest of its words. */
export const FRONTS = `
  chpst doas s6-setuidgid setpriv setuidgid su-exec = givesRootUp
  chroot = onlyRoot readsAll runsOthers
  env = neutral
  expect fakeroot parallel script = runsOthers
  fixuid nsenter unshare = onlyRoot
  gosu = givesRootUp rootWhenCalled runsOthers
  runuser = givesRootUp notBehindSudo
  su = givesRootUp notBehindSudo rootWhenCalled runsOthers
  sudo = givesRootUp rootWhenCalled
  timeout = failsWhenWell
  visudo = notBehindSudo
  xargs = readsAll runsOthers`;

/** What looks at the machine and at processes. */
export const LOOKS = `
  clear stty = aside
  crontab = readsAll
  date nproc uname = aside endsWell needsNoFile neutral neverFails
  getent = failsWhenWell needsNoFile
  hostname = endsWell neverFails onlyRoot
  id which = aside failsWhenWell needsNoFile neutral
  ldd pidof = failsWhenWell
  lsb_release = endsWell
  pgrep ps = aside failsWhenWell
  printenv = aside neutral
  reboot shutdown = rootWhenCalled
  sleep whoami = aside needsNoFile neutral`;

/** What changes the system: accounts, links, kernel, network. */
export const SETTINGS = `
  addgroup passwd setcap update-ca-certificates = needsNoFile onlyRoot setup
  adduser = needsNoFile onlyRoot rootWhenCalled setup
  chpasswd = onlyRoot readsAll
  chsh = namesItsPaths setup
  fc-cache = needsNoFile
  groupadd groupmod ldconfig locale-gen usermod = heedsNoVariable needsNoFile onlyRoot setup
  ifconfig insmod ip losetup mkfs swapon userdel = onlyRoot
  ip6tables iptables modprobe mount sysctl umount = onlyRoot rootWhenCalled
  localedef update-locale = needsNoFile setup
  update-alternatives = heedsNoVariable needsNoFile onlyRoot
  update-rc.d = heedsNoVariable
  useradd = heedsNoVariable needsNoFile onlyRoot rootWhenCalled setup`;

/** What speaks to others. */
export const NETWORK = `
  arp arping nmap = rootWhenCalled
  curl wget = aside downloads endsWell namesItsPaths runsNothing
  gpg = endsWell namesItsPaths
  gpg2 = readsAll
  nc = aside
  openssl = aside endsWell namesItsPaths
  tcpdump = onlyRoot rootWhenCalled`;
