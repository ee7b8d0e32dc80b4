import { alpine, atLeast, BARE, debian, osOfTag, rpm, ubuntu } from './image-os.js';
import { orDebian, plainAlpine, ROOT, type Account, type ImageEntry } from './image-facts.js';

const NGINX: Account = { name: 'nginx', uid: 101, gid: 101 };

/** Servers and tools: Docker official images. */
export const SERVER_IMAGES: readonly ImageEntry[] = [
  {
    names: ['nginx'],
    source: 'https://github.com/nginx/docker-nginx',
    os: (tag) => plainAlpine(orDebian(tag)),
    facts: (tag, os) => ({
      ...ROOT,
      workdir: '/',
      ...(atLeast(tag, 1, 19) ? { setsEntrypoint: true } : {}),
      env: { NGINX_VERSION: null },
      ...(atLeast(tag, 1, 17) ? { accounts: [NGINX] } : {}),
      ...(os?.family === 'debian' && atLeast(tag, 1, 19)
        ? { packages: ['ca-certificates', 'curl', 'gettext-base'] }
        : {}),
    }),
  },
  {
    names: ['httpd'],
    source: 'https://github.com/docker-library/httpd',
    os: orDebian,
    facts: () => ({
      ...ROOT,
      workdir: '/usr/local/apache2',
      setsEntrypoint: false,
      env: { HTTPD_PREFIX: '/usr/local/apache2' },
    }),
  },
  {
    names: ['postgres'],
    source: 'https://github.com/docker-library/postgres',
    os: (tag) => {
      const os = orDebian(tag);
      return os.family === 'alpine' ? { ...os, hasBash: true } : os;
    },
    facts: (_tag, os) => ({
      ...ROOT,
      workdir: '/',
      setsEntrypoint: true,
      env: { PGDATA: null, PG_MAJOR: null },
      accounts: [
        os?.family === 'alpine' ? { name: 'postgres', uid: 70, gid: 70 } : { name: 'postgres', uid: 999, gid: 999 },
      ],
    }),
  },
  {
    names: ['redis'],
    source: 'https://github.com/redis/docker-library-redis',
    os: (tag) => plainAlpine(orDebian(tag)),
    facts: () => ({ ...ROOT, workdir: '/data', setsEntrypoint: true, env: { REDIS_VERSION: null } }),
  },
  {
    names: ['mysql'],
    source: 'https://github.com/docker-library/mysql',
    // Debian until 2021, Oracle Linux since: 8.0 has been both.
    os: (tag) => osOfTag(tag) ?? (atLeast(tag, 8, 1) ? rpm('rhel', 'microdnf') : undefined),
    facts: () => ({ ...ROOT, workdir: '/', setsEntrypoint: true, env: { MYSQL_VERSION: null } }),
  },
  {
    names: ['mariadb'],
    source: 'https://github.com/MariaDB/mariadb-docker',
    // Ubuntu since 10.2.
    os: (tag) => osOfTag(tag) ?? (atLeast(tag, 10, 3) ? ubuntu() : undefined),
    facts: (tag) =>
      tag.parts.some((part) => part.startsWith('ubi')) ? {} : { ...ROOT, workdir: '/', setsEntrypoint: true },
  },
  {
    names: ['mongo'],
    source: 'https://github.com/docker-library/mongo',
    os: (tag) => osOfTag(tag) ?? (atLeast(tag, 4) ? ubuntu() : undefined),
    facts: () => ({ ...ROOT, workdir: '/', setsEntrypoint: true, env: { MONGO_VERSION: null } }),
  },
  {
    names: ['rabbitmq'],
    source: 'https://github.com/docker-library/rabbitmq',
    os: (tag) => osOfTag(tag) ?? (atLeast(tag, 3, 8) ? ubuntu() : undefined),
    facts: () => ({ ...ROOT, workdir: '/', setsEntrypoint: true, env: { RABBITMQ_VERSION: null } }),
  },
  {
    names: ['wordpress'],
    source: 'https://github.com/docker-library/wordpress',
    os: (tag) => (tag.parts.includes('cli') ? alpine(undefined, true) : orDebian(tag)),
    facts: (tag) => ({
      ...(tag.parts.includes('cli') ? {} : ROOT),
      language: 'php',
      workdir: '/var/www/html',
      setsEntrypoint: true,
    }),
  },
  {
    names: ['docker'],
    source: 'https://github.com/docker-library/docker',
    os: (tag) => osOfTag(tag) ?? alpine(),
    facts: (tag) => ({ ...(tag.parts.includes('rootless') ? {} : ROOT), setsEntrypoint: true }),
  },
  {
    names: ['memcached', 'haproxy', 'telegraf'],
    source: 'https://github.com/docker-library/official-images/tree/master/library',
    os: orDebian,
  },
  {
    names: ['docker.io/jenkins/jenkins'],
    source: 'https://github.com/jenkinsci/docker',
    os: (tag) =>
      osOfTag(tag) ?? (tag.parts.some((part) => part === 'rhel' || part === 'almalinux') ? undefined : debian()),
    facts: () => ({
      language: 'java',
      defaultUser: 'jenkins',
      workdir: '/',
      setsEntrypoint: true,
      env: { JENKINS_HOME: '/var/jenkins_home' },
      accounts: [{ name: 'jenkins', uid: 1000, gid: 1000 }],
    }),
  },
  {
    names: ['caddy'],
    source: 'https://github.com/caddyserver/caddy-docker',
    os: (tag) => osOfTag(tag) ?? alpine(),
    facts: () => ROOT,
  },
  {
    names: ['hello-world'],
    source: 'https://github.com/docker-library/hello-world',
    os: (tag) => osOfTag(tag) ?? BARE,
  },
];
