import { defineProfile } from './profile.js';

const repository = 'docker-library/wordpress';
const commit = 'bf223d1c2087b0b2c3b86eefa830fe4bbc2bce07';
const php = { repository: 'docker-library/php', commit: '445bf414f1d5866f7aef715f1203eae043710070' };

export const wordpress = defineProfile({
  names: ['wordpress'],
  sources: {
    dockerfile: { repository, commit, file: 'latest/php8.3/apache/Dockerfile' },
    entrypoint: { repository, commit, file: 'latest/php8.3/apache/docker-entrypoint.sh' },
    configuration: { repository, commit, file: 'latest/php8.3/apache/wp-config-docker.php' },
    cli: { repository, commit, file: 'cli/php8.3/alpine/Dockerfile' },
    alpine: { ...php, file: '8.3/alpine3.24/cli/Dockerfile' },
    apache: { ...php, file: '8.3/bookworm/apache/Dockerfile' },
    start: { ...php, file: '8.3/bookworm/apache/apache2-foreground' },
    fpm: { ...php, file: '8.3/bookworm/fpm/Dockerfile' },
    processes: {
      repository: 'php/php-src',
      commit: '03f3b8479b88688e45fd0879b755937fd01f593a',
      file: 'sapi/fpm/fpm/fpm_process_ctl.c',
    },
    sockets: {
      repository: 'php/php-src',
      commit: '00443c77e48cf43304addf6195b1e7986a9604c6',
      file: 'sapi/fpm/fpm/fpm_unix.c',
    },
  },
  facts: {
    role: { is: 'web', from: 'dockerfile:137' },
    secrets: { is: ['WORDPRESS_DB_PASSWORD'], from: 'configuration:50' },
    secretFiles: { is: ['WORDPRESS_DB_PASSWORD'], from: ['configuration:26-30', 'configuration:50'] },
  },
  variants: [
    {
      notPart: ['cli', 'fpm'],
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: ['dockerfile:7', 'dockerfile:176', 'apache:288-293'],
          because: 'no USER stands in the files',
        },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['entrypoint:28-66', 'entrypoint:79-91', 'apache:60', 'apache:293'],
          because:
            'tar gives owner, mode and time back, root then writes the configuration into the directory of www-data; Apache binds port 80 and starts its workers as www-data',
        },
        laterBoots: {
          is: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['entrypoint:28', 'entrypoint:71', 'apache:60', 'apache:293'],
          because: 'nothing is copied once the files and the configuration are there',
        },
        readOnlyUnless: {
          is: [{ mount: '/etc/apache2' }, { mount: '/usr/local/etc/php' }],
          from: ['entrypoint:28-96', 'start:13-38', 'apache:86-90'],
          because: 'another configuration may write elsewhere',
        },
        writable: [
          { is: { path: '/var/www/html', kind: 'volume', declared: true }, from: 'dockerfile:168' },
          { is: { path: '/run', kind: 'tmpfs', link: '/var/run' }, from: 'start:13-38' },
          { is: { path: '/tmp', kind: 'tmpfs' }, from: 'apache:7', because: 'PHP keeps uploads there' },
        ],
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-sS', '-o', '/dev/null', 'http://127.0.0.1/'],
            program: 'curl',
            unless: [{ mount: '/etc/apache2' }],
          },
          from: ['dockerfile:134', 'apache:37'],
          because: 'any answer will do: before it is installed, and with another address, it redirects',
        },
        timing: {
          is: { interval: 30, timeout: 10, retries: 5, startPeriod: 60 },
          from: 'entrypoint:28-67',
          because: 'the first boot copies the whole program into the volume',
        },
        ports: [{ is: { port: 80, purpose: 'web' }, from: 'apache:293' }],
        wantsInit: { is: false, from: 'start:40', because: 'Apache reaps its own workers' },
      },
    },
    {
      part: 'fpm',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: ['dockerfile:176', 'fpm:277'],
          because: 'no USER stands in the files',
        },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'],
          from: ['entrypoint:28-66', 'entrypoint:79-91', 'fpm:175-176', 'processes:120-150', 'sockets:200-260'],
          because:
            'tar gives owner, mode and time back, root then writes the configuration into the directory of www-data; the master starts workers as www-data, ends idle ones by a signal, and gives a socket to its owner',
        },
        laterBoots: {
          is: ['CHOWN', 'KILL', 'SETGID', 'SETUID'],
          from: ['entrypoint:28', 'entrypoint:71', 'fpm:175-176', 'processes:120-150', 'sockets:200-260'],
        },
        ports: [{ is: { port: 9000, purpose: 'client' }, from: 'fpm:277' }],
        wantsInit: { is: false, from: 'fpm:277', because: 'the master reaps its own workers' },
      },
    },
    {
      part: 'cli',
      facts: {
        role: { is: 'tool', from: 'cli:133' },
        startsAs: { is: { name: 'www-data', uid: 82, gid: 82 }, from: ['alpine:32', 'cli:132'] },
        firstBoot: { is: [], from: 'cli:132', because: 'it never is root' },
        laterBoots: { is: [], from: 'cli:132' },
      },
    },
  ],
});
