/**
 * Commands of packages that others recommend, for telling whether a file uses one. Source: the file lists of
 * https://packages.debian.org/stable/ (`apt-file list PACKAGE`).
 */
export const PACKAGE_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  bzip2: ['bzip2', 'bunzip2', 'bzcat'],
  'build-essential': ['gcc', 'cc', 'g++', 'c++', 'make', 'dpkg-buildpackage'],
  cron: ['cron', 'crontab'],
  dbus: ['dbus-daemon', 'dbus-launch'],
  dirmngr: ['dirmngr'],
  fakeroot: ['fakeroot'],
  file: ['file'],
  'fonts-liberation': [],
  'g++': ['g++', 'c++'],
  gcc: ['gcc', 'cc'],
  gnupg: ['gpg', 'gpgconf', 'apt-key', 'add-apt-repository', 'apt-add-repository'],
  iproute2: ['ip', 'ss', 'tc'],
  iptables: ['iptables', 'ip6tables'],
  less: ['less'],
  'libc6-dev': ['gcc', 'cc', 'make'],
  'libxml2-utils': ['xmllint'],
  logrotate: ['logrotate'],
  'lsb-release': ['lsb_release'],
  make: ['make'],
  nodejs: ['node', 'nodejs', 'npm', 'npx'],
  npm: ['npm', 'npx'],
  'openssh-client': ['ssh', 'scp', 'sftp', 'ssh-keygen', 'ssh-keyscan', 'ssh-add', 'ssh-agent'],
  patch: ['patch'],
  psmisc: ['killall', 'fuser', 'pstree'],
  python3: ['python3'],
  rsync: ['rsync'],
  'ssl-cert': ['make-ssl-cert'],
  sudo: ['sudo'],
  unzip: ['unzip'],
  xauth: ['xauth', 'xvfb-run'],
  'xz-utils': ['xz', 'unxz', 'xzcat'],
  xxd: ['xxd'],
  zip: ['zip'],
};

/** Packages that left Debian before the releases the generated table covers. */
export const RECOMMENDED_BEFORE: Readonly<Record<string, string>> = {
  // https://packages.debian.org/source/oldoldstable/git: a name for git
  'git-core': 'ca-certificates less openssh-client patch',
  // https://snapshot.debian.org/package/python-pip/18.1-5/
  'python-pip': 'build-essential python-all-dev python-setuptools python-wheel',
};
