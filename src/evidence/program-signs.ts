// What the name and the arguments of a program say about it: that it needs root, that it builds, that it is an init.
import { exactly, words } from '../model/index.js';

/** Start as root and go on as somebody else, or start others as whom they like. */
const DROPS = exactly(
  `
  gosu su-exec setpriv sudo su doas runuser chpst setuidgid s6-setuidgid s6-svscan s6-supervise supervisord runsvdir
  runit runsvdir-start my_init sshd dropbear cron crond anacron fcron systemd systemctl init service apache2
  apache2ctl apachectl apache2-foreground httpd httpd-foreground nginx rsyslogd syslogd postfix dovecot vsftpd
  proftpd smbd nmbd named ntpd chronyd dbus-daemon xinetd inetd haproxy varnishd squid slapd master monit circusd`,
  { also: [/php-fpm[\d.]*/] },
);
/** Do what only root may. */
const ONLY_ROOT = words(`
  dockerd containerd docker podman buildkitd iptables ip6tables ip ifconfig mount umount sysctl modprobe insmod
  mknod chroot setcap useradd adduser usermod userdel groupadd addgroup groupmod passwd chpasswd chown chgrp
  update-ca-certificates update-alternatives ldconfig openvpn wg-quick dnsmasq keepalived nfsd rpcbind tcpdump
  hostname dpkg rpm locale-gen swapon losetup mkfs unshare nsenter fixuid`);
const INSTALLERS = /^(?:apt|apt-get|apk|yum|dnf|microdnf|zypper|pacman)$/;

/** Why the program has to be root, in words that complete "it ..."; `undefined` where nothing says so. */
export function needsRoot(name: string, words: readonly string[]): string | undefined {
  if (words[0] === '/init' || words[0] === '/sbin/init')
    return `starts ${words[0]}, which starts others as whom it likes`;
  if (DROPS.test(name)) return `starts ${name}, which has to be root and gives that up for others`;
  if (ONLY_ROOT.has(name)) return `runs ${name}, which only root may`;
  if (INSTALLERS.test(name)) return `installs packages with ${name} when it starts`;
  return undefined;
}

/** An init that has to be process 1; in words. */
export function firstAs(path: string): string | undefined {
  if (path === '/init') return 'is the init of s6-overlay, which has to be process 1';
  return /^(?:\/sbin\/(?:init|my_init)|\/lib\/systemd\/systemd|systemd)$/.test(path)
    ? `is ${path}, which has to be process 1`
    : undefined;
}

interface Building {
  readonly says: string;
  readonly inPlace: boolean;
}

interface Builder {
  readonly programs: ReadonlySet<string>;
  /** Absent: it always builds. */
  readonly verbs?: ReadonlySet<string>;
  readonly inPlace: boolean;
}

const BUNDLERS = words(`
  vite react-scripts react-app-rewired craco gatsby ng vue-cli-service webpack webpack-dev-server parcel snowpack expo
  astro nuxt nuxi remix quasar ionic umi max docusaurus vuepress vitepress tsc gulp grunt rollup esbuild hugo jekyll
  storybook start-storybook turbo nx lerna svelte-kit`);

/** Programs that build, and the words with which they do. */
const BUILDERS: readonly Builder[] = [
  { programs: words('go'), verbs: words('run build install generate'), inPlace: false },
  { programs: words('mvn mvnw gradle gradlew sbt lein mill ant cargo'), inPlace: true },
  { programs: words('dotnet'), verbs: words('run watch build publish restore ef'), inPlace: true },
  { programs: words('npm pnpm bun'), verbs: words('install i ci add update rebuild'), inPlace: true },
  { programs: words('yarn'), verbs: words('install add'), inPlace: true },
  {
    programs: words('pip pip3 pipenv poetry bundle bundler composer uv'),
    verbs: words('install update sync add'),
    inPlace: true,
  },
  { programs: BUNDLERS, inPlace: true },
  { programs: words('next'), verbs: words('dev build'), inPlace: true },
  { programs: words('rails rake'), verbs: words('assets:precompile webpacker:compile'), inPlace: true },
  { programs: words('make cmake gcc g++ javac air reflex CompileDaemon realize fresh'), inPlace: true },
  { programs: words('ts-node ts-node-dev tsx nodemon babel-node'), inPlace: false },
];

/** What the program builds or installs when it starts. */
export function compilesAs(name: string, words: readonly string[]): Building | undefined {
  // `serve` and `start` of a framework after its build only read.
  if (/^(?:vite|astro|nuxt|nuxi|remix|docusaurus)$/.test(name) && /^(?:preview|start|serve)$/.test(words[1] ?? ''))
    return undefined;
  if (name === 'yarn' && words.length === 1)
    return { says: 'installs packages with yarn when it starts', inPlace: true };
  for (const { programs, verbs, inPlace } of BUILDERS) {
    if (!programs.has(name)) continue;
    const rest = words.slice(1).filter((word) => !word.startsWith('-'));
    if (verbs && !verbs.has(rest[0] ?? '')) continue;
    const command = [name, ...(verbs ? rest.slice(0, 1) : [])].join(' ');
    const does = /^(?:install|i|ci|add|update|sync|rebuild|restore)$/.test(rest[0] ?? '') ? 'installs' : 'builds';
    return { says: `${does} when it starts: ${command}`, inPlace };
  }
  // `python -m pip install`
  const module = words.indexOf('-m');
  if (/^python[\d.]*$/.test(name) && words[module + 1] === 'pip' && module > 0)
    return { says: 'installs packages with pip when it starts', inPlace: true };
  return undefined;
}
