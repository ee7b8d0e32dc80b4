import { defineProfile } from './profile.js';

const repository = 'joomla-docker/docker-joomla';
const commit = '562e0feb6f118eb87010ece972df7c720ab8a6a5';
const php = { repository: 'docker-library/php', commit: '445bf414f1d5866f7aef715f1203eae043710070' };

export const joomla = defineProfile({
  names: ['joomla'],
  sources: {
    dockerfile: { repository, commit, file: '6.1/php8.3/apache/Dockerfile' },
    entrypoint: { repository, commit, file: '6.1/php8.3/apache/docker-entrypoint.sh' },
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
    role: { is: 'web', from: 'dockerfile:157-162' },
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['dockerfile:171', 'apache:288-293', 'fpm:277'],
      because: 'no USER stands in the files',
    },
    secrets: {
      is: ['JOOMLA_ADMIN_PASSWORD', 'JOOMLA_DB_PASSWORD'],
      from: ['entrypoint:246', 'entrypoint:315'],
    },
    secretFiles: { is: ['JOOMLA_DB_PASSWORD'], from: 'entrypoint:5-7' },
  },
  variants: [
    {
      notPart: 'fpm',
      facts: {
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['entrypoint:259-298', 'entrypoint:326-374', 'apache:60', 'apache:293'],
          because:
            'tar gives owner, mode and time back, root installs in the directory of www-data; Apache binds port 80 and starts its workers as www-data',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['entrypoint:307-374', 'apache:60', 'apache:293'],
          because: 'as long as the installation was not done, every boot tries it',
        },
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-sS', '-o', '/dev/null', 'http://127.0.0.1/'],
            program: 'curl',
            unless: [{ mount: '/etc/apache2' }],
          },
          from: ['dockerfile:159', 'apache:37'],
          because: 'any answer will do: before it is installed it redirects',
        },
        timing: {
          is: { interval: 30, timeout: 10, retries: 5, startPeriod: 120 },
          from: ['entrypoint:259-301', 'entrypoint:326'],
          because: 'the first boot copies the whole program into the volume and installs it',
        },
        ports: [{ is: { port: 80, purpose: 'web' }, from: 'apache:293' }],
        wantsInit: { is: false, from: 'start:40', because: 'Apache reaps its own workers' },
      },
    },
    {
      part: 'fpm',
      facts: {
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'],
          from: ['entrypoint:259-298', 'entrypoint:326-374', 'fpm:175-176', 'processes:120-150', 'sockets:200-260'],
          because:
            'tar gives owner, mode and time back, root installs in the directory of www-data; the master starts workers as www-data, ends idle ones by a signal, and gives a socket to its owner',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'],
          from: ['entrypoint:307-374', 'fpm:175-176', 'processes:120-150', 'sockets:200-260'],
          because: 'as long as the installation was not done, every boot tries it',
        },
        ports: [{ is: { port: 9000, purpose: 'client' }, from: 'fpm:277' }],
        wantsInit: { is: false, from: 'fpm:277', because: 'the master reaps its own workers' },
      },
    },
  ],
});
