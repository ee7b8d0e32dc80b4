/** What runs the rest of its words. */
export const FRONTS = `
  bunx newrelic-admin pnpx sw-python = runner
  catatonit dumb-init tini tini-static = init
  chpst s6-setuidgid setpriv su-exec = asUser dropsRoot givesRootUp
  chronic ddtrace-run dotenv eatmydata elasticapm-run ionice nice nohup opentelemetry-instrument scope-run stdbuf
    with-contenv xvfb-run = prefix
  chroot = onlyRoot readsAll runsElsewhere runsOthers
  doas setuidgid = asUser givesRootUp
  env = neutral prefix
  expect fakeroot parallel script = runsOthers
  # It changes the number of its user: https://github.com/boxboat/fixuid
  fixuid = dropsRoot onlyRoot
  gosu = asUser dropsRoot givesRootUp rootWhenCalled runsElsewhere runsOthers
  npx = ignoresSignals leavesTraces makesSite mindsOwner relaysSignals runner
  nsenter = onlyRoot
  runuser = dropsRoot givesRootUp notBehindSudo
  su = cleverWithPaths givesRootUp notBehindSudo rootWhenCalled runsElsewhere runsOthers
  sudo = asUser cleverWithPaths givesRootUp rootWhenCalled
  # It ends with 124 when the time is over.
  timeout = failsWhenWell prefix
  unshare = onlyRoot wantsMoreCalls
  visudo = notBehindSudo
  xargs = readsAll runsElsewhere runsOthers`;

/** What looks at the machine and at processes. */
export const LOOKS = `
  clear stty = aside
  crontab = readsAll
  date = aside endsWell needsNoFile neutral neverFails runsNothing
  emacs nano vi vim = editor pointless
  free halt htop poweroff top = pointless
  getent = failsWhenWell needsNoFile
  # It sets the name when it is given one.
  hostname = endsWell neverFails onlyRoot
  id which = aside failsWhenWell needsNoFile neutral
  ldd pidof = failsWhenWell
  lsb_release = endsWell
  nproc uname = aside endsWell needsNoFile neutral neverFails
  pgrep ps = aside failsWhenWell
  printenv = aside neutral
  reboot shutdown = pointless rootWhenCalled
  sleep = aside idles needsNoFile neutral
  whoami = aside needsNoFile neutral`;

/** What changes the system: accounts, links, kernel, network. */
export const SETTINGS = `
  addgroup = changesAccounts needsNoFile onlyRoot runsNothing setup
  adduser = changesAccounts cleverWithPaths givesFiles needsNoFile onlyRoot rootWhenCalled runsNothing setup
  chpasswd = onlyRoot readsAll
  chsh = cleverWithPaths namesItsPaths setup
  fc-cache = needsNoFile
  gpasswd = changesAccounts
  groupadd = changesAccounts heedsNoVariable needsNoFile onlyRoot setup
  groupmod ldconfig locale-gen = heedsNoVariable needsNoFile onlyRoot setup
  ifconfig insmod ip losetup mkfs swapon userdel = onlyRoot
  ip6tables iptables modprobe mount sysctl umount = onlyRoot rootWhenCalled
  localedef update-locale = needsNoFile setup
  passwd = cleverWithPaths needsNoFile onlyRoot setup
  setcap = needsNoFile onlyRoot setup
  update-alternatives = heedsNoVariable needsNoFile onlyRoot replacesPrograms
  update-ca-certificates = needsNoFile onlyRoot runsNothing setup
  update-rc.d = heedsNoVariable
  useradd = changesAccounts cleverWithPaths givesFiles heedsNoVariable needsNoFile onlyRoot rootWhenCalled setup
  usermod = changesAccounts cleverWithPaths heedsNoVariable needsNoFile onlyRoot setup`;

/** What speaks to others. */
export const NETWORK = `
  ab h2load hey wrk = asksOthers
  aria2c axel = fetches
  arp arping nmap = rootWhenCalled
  bzr = buildTool fetchesSources
  curl wget = aroundBuild aside downloads endsWell fetches namesItsPaths runsNothing
  # It refuses to work in the folder of somebody else: safe.directory of https://git-scm.com/docs/git-config
  git = aroundBuild buildTool checksInput cleverWithPaths ends fetches fetchesSources mindsOwner
  gpg = aroundBuild checksInput endsWell namesItsPaths
  gpg2 = checksInput readsAll
  hg = buildTool fetchesSources mindsOwner
  nc = aside
  # But for s_server, which is for trying out.
  openssl = aside ends endsWell namesItsPaths
  scp sftp ssh ssh-keygen ssh-keyscan = fetchesSources
  svn = buildTool fetches fetchesSources mindsOwner
  tcpdump = onlyRoot rootWhenCalled`;
