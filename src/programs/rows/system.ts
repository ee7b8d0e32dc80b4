/** What runs the rest of its words. */
export const FRONTS = `
  chpst doas runuser s6-setuidgid setpriv setuidgid su-exec = givesRootUp
  chroot = onlyRoot runsOthers
  env = neutral
  expect fakeroot parallel script xargs = runsOthers
  fixuid nsenter unshare = onlyRoot
  gosu su = givesRootUp rootWhenCalled runsOthers
  sudo = givesRootUp rootWhenCalled`;

/** What looks at the machine and at processes. */
export const LOOKS = `
  clear pgrep ps stty = aside
  date id nproc printenv sleep uname which whoami = aside neutral
  hostname = onlyRoot
  reboot shutdown = rootWhenCalled`;

/** What changes the system: accounts, links, kernel, network. */
export const SETTINGS = `
  addgroup groupadd groupmod ldconfig locale-gen passwd setcap update-ca-certificates usermod = onlyRoot setup
  adduser useradd = onlyRoot rootWhenCalled setup
  chpasswd ifconfig insmod ip losetup mkfs swapon update-alternatives userdel = onlyRoot
  chsh localedef update-locale = setup
  ip6tables iptables modprobe mount sysctl umount = onlyRoot rootWhenCalled`;

/** What speaks to others. */
export const NETWORK = `
  arp arping nmap = rootWhenCalled
  curl wget = aside runsNothing
  nc openssl = aside
  tcpdump = onlyRoot rootWhenCalled`;
