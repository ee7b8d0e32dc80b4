import { alpine, isAtLeast, BARE, debian, osOfTag, rpm, ubuntu } from './image-os.js';
import { fileAt, orDebian, plainAlpine, ROOT, type Account, type ImageEntry } from './image-facts.js';

const NGINX: Account = { name: 'nginx', uid: 101, gid: 101 };

/** Servers and tools: Docker official images. */
export const SERVER_IMAGES: readonly ImageEntry[] = [
  {
    names: ['nginx'],
    source: fileAt('nginx/docker-nginx', '0d7f4380c735af5009aa364e27fafecd958fd4fa', 'mainline/debian/Dockerfile'),
    variants: {
      alpine: fileAt(
        'nginx/docker-nginx',
        '0d7f4380c735af5009aa364e27fafecd958fd4fa',
        'mainline/alpine-slim/Dockerfile',
      ),
    },
    os: (tag) => plainAlpine(orDebian(tag)),
    facts: (tag, os) => ({
      ...ROOT,
      workdir: '/',
      ...(isAtLeast(tag, 1, 19) ? { setsEntrypoint: true } : {}),
      env: { NGINX_VERSION: null },
      ...(isAtLeast(tag, 1, 17) ? { accounts: [NGINX] } : {}),
      ...(os?.family === 'debian' && isAtLeast(tag, 1, 19)
        ? { packages: ['ca-certificates', 'curl', 'gettext-base'] }
        : {}),
    }),
  },
  {
    names: ['httpd'],
    source: fileAt('docker-library/httpd', '9b63b37c9be3b42d16b924ebb40af3cc40793119', '2.4/Dockerfile'),
    variants: {
      alpine: fileAt('docker-library/httpd', '9b63b37c9be3b42d16b924ebb40af3cc40793119', '2.4/alpine/Dockerfile'),
    },
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
    source: fileAt('docker-library/postgres', '6edb0a8c4def40c371514b34aef9037ec82d9110', '17/bookworm/Dockerfile'),
    variants: {
      alpine: fileAt('docker-library/postgres', '6edb0a8c4def40c371514b34aef9037ec82d9110', '17/alpine3.22/Dockerfile'),
    },
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
    source: fileAt('redis/docker-library-redis', 'e5650da99bb377b2ed4f9f1ef993ff24729b1c16', '7.4/debian/Dockerfile'),
    variants: {
      alpine: fileAt('redis/docker-library-redis', 'e5650da99bb377b2ed4f9f1ef993ff24729b1c16', '7.4/alpine/Dockerfile'),
    },
    os: (tag) => plainAlpine(orDebian(tag)),
    facts: () => ({ ...ROOT, workdir: '/data', setsEntrypoint: true, env: { REDIS_VERSION: null } }),
  },
  {
    names: ['mysql'],
    source: fileAt('docker-library/mysql', '7f30fdb0738041fc5125e8218e393e0a891243e9', '8.4/Dockerfile.oracle'),
    // Debian until 2021, Oracle Linux since: 8.0 has been both.
    os: (tag) => osOfTag(tag) ?? (isAtLeast(tag, 8, 1) ? rpm('rhel', 'microdnf') : undefined),
    facts: () => ({ ...ROOT, workdir: '/', setsEntrypoint: true, env: { MYSQL_VERSION: null } }),
  },
  {
    names: ['mariadb'],
    source: fileAt('MariaDB/mariadb-docker', '1b6429ba3544e134715c15f8c56cc6f665f827c9', '11.8/Dockerfile'),
    variants: {
      ubi: fileAt('MariaDB/mariadb-docker', '1b6429ba3544e134715c15f8c56cc6f665f827c9', '11.8-ubi/Dockerfile'),
    },
    // Ubuntu since 10.2.
    os: (tag) => osOfTag(tag) ?? (isAtLeast(tag, 10, 3) ? ubuntu() : undefined),
    facts: (tag) =>
      tag.parts.some((part) => part.startsWith('ubi')) ? {} : { ...ROOT, workdir: '/', setsEntrypoint: true },
  },
  {
    names: ['mongo'],
    source: fileAt('docker-library/mongo', '2c69a57b939afb99266e8f97258adb178e9559e0', '8.0/Dockerfile'),
    os: (tag) => osOfTag(tag) ?? (isAtLeast(tag, 4) ? ubuntu() : undefined),
    facts: () => ({ ...ROOT, workdir: '/', setsEntrypoint: true, env: { MONGO_VERSION: null } }),
  },
  {
    names: ['rabbitmq'],
    source: fileAt('docker-library/rabbitmq', '9193c1de6d32046e0c1132841a7a4995b0dc32e0', '4.2/ubuntu/Dockerfile'),
    variants: {
      alpine: fileAt('docker-library/rabbitmq', '9193c1de6d32046e0c1132841a7a4995b0dc32e0', '4.2/alpine/Dockerfile'),
    },
    os: (tag) => osOfTag(tag) ?? (isAtLeast(tag, 3, 8) ? ubuntu() : undefined),
    facts: () => ({ ...ROOT, workdir: '/', setsEntrypoint: true, env: { RABBITMQ_VERSION: null } }),
  },
  {
    names: ['wordpress'],
    source: fileAt(
      'docker-library/wordpress',
      'bf223d1c2087b0b2c3b86eefa830fe4bbc2bce07',
      'latest/php8.3/apache/Dockerfile',
    ),
    variants: {
      cli: fileAt(
        'docker-library/wordpress',
        'bf223d1c2087b0b2c3b86eefa830fe4bbc2bce07',
        'cli/php8.3/alpine/Dockerfile',
      ),
    },
    os: (tag) => (tag.parts.includes('cli') ? alpine(undefined, true) : orDebian(tag)),
    facts: (tag) => ({
      ...(tag.parts.includes('cli') ? {} : ROOT),
      language: 'php',
      workdir: '/var/www/html',
      setsEntrypoint: true,
    }),
  },
  {
    names: ['drupal'],
    source: fileAt(
      'docker-library/drupal',
      '50b38cfdfcc19a70ae110af9905969634eb24cc9',
      '10.3/php8.3/apache-bookworm/Dockerfile',
    ),
    os: orDebian,
    facts: (_tag, os) => ({
      ...ROOT,
      language: 'php',
      setsEntrypoint: true,
      ...(os?.family === 'debian' ? { accounts: [{ name: 'www-data', uid: 33, gid: 33 }] } : {}),
    }),
  },
  {
    names: ['docker'],
    source: fileAt('docker-library/docker', '3289af88086d67e6f0bfebfa0617541a0f574d96', '29/cli/Dockerfile'),
    variants: {
      rootless: fileAt(
        'docker-library/docker',
        '3289af88086d67e6f0bfebfa0617541a0f574d96',
        '29/dind-rootless/Dockerfile',
      ),
    },
    os: (tag) => osOfTag(tag) ?? alpine(),
    facts: (tag) => ({ ...(tag.parts.includes('rootless') ? {} : ROOT), setsEntrypoint: true }),
  },
  {
    names: ['memcached'],
    source: fileAt('docker-library/memcached', '53ac0ecb0bf88b471a0110f8996ce791baf1a667', '1/debian/Dockerfile'),
    os: orDebian,
  },
  {
    names: ['haproxy'],
    source: fileAt('docker-library/haproxy', 'ec437dd2a3656610b10a42c08763d8fa1c591efe', '3.2/Dockerfile'),
    variants: {
      ':2.0': fileAt('docker-library/haproxy', 'ad0f0b3b0b2c95e3fabd63113fd94084dbee73a4', '2.0/Dockerfile'),
    },
    os: orDebian,
    // It is its own account from 2.4 on.
    facts: (tag) => (isAtLeast(tag, 2, 4) ? { setsEntrypoint: true } : { ...ROOT, workdir: '/', setsEntrypoint: true }),
  },
  {
    names: ['telegraf'],
    source: fileAt(
      'influxdata/influxdata-docker',
      'd457cb9363532cbbc8d63ef7d1b065336ef0302d',
      'telegraf/1.38/Dockerfile',
    ),
    os: orDebian,
  },
  {
    names: ['docker.io/jenkins/jenkins'],
    source: fileAt('jenkinsci/docker', 'ab3f5e0a80d666b1d554c2b7cad38b5c5ee35f1c', 'debian/Dockerfile'),
    variants: {
      alpine: fileAt('jenkinsci/docker', 'ab3f5e0a80d666b1d554c2b7cad38b5c5ee35f1c', 'alpine/hotspot/Dockerfile'),
    },
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
    source: fileAt('caddyserver/caddy-docker', '62d1326421cc6d6245f5178d3c277b0e69fb8fb6', '2.11/alpine/Dockerfile'),
    os: (tag) => osOfTag(tag) ?? alpine(),
    facts: () => ROOT,
  },
  {
    names: ['hello-world'],
    source: fileAt(
      'docker-library/hello-world',
      'a1942f2745e7ad88e348b6d6cf304fc8261d0575',
      'Dockerfile-linux.template',
    ),
    os: (tag) => osOfTag(tag) ?? BARE,
  },
];
