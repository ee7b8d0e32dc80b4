import { defineProfile } from './profile.js';

const repository = 'matomo-org/docker';
const commit = 'adb618afe1527cfed9655983fe79a6275b65ad1b';
const php = { repository: 'docker-library/php', commit: '445bf414f1d5866f7aef715f1203eae043710070' };

export const matomo = defineProfile({
  names: ['matomo'],
  sources: {
    dockerfile: { repository, commit, file: 'apache/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
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
    role: { is: 'web', from: 'dockerfile:66' },
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['dockerfile:101', 'apache:288-293', 'fpm:277'],
      because: 'no USER stands in the files',
    },
    secrets: { is: ['MATOMO_DATABASE_PASSWORD'], from: 'entrypoint:30' },
    secretFiles: {
      is: ['MATOMO_DATABASE_DBNAME', 'MATOMO_DATABASE_HOST', 'MATOMO_DATABASE_PASSWORD', 'MATOMO_DATABASE_USERNAME'],
      from: 'entrypoint:8-31',
    },
  },
  variants: [
    {
      notPart: 'fpm',
      facts: {
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['entrypoint:33-57', 'apache:60', 'apache:293'],
          because:
            'tar writes into the directory of www-data and gives owner, mode and time back, then chown; Apache binds port 80 and starts its workers as www-data',
        },
        laterBoots: {
          is: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['entrypoint:33', 'apache:60', 'apache:293'],
          because: 'nothing is copied once the files are there',
        },
        readOnlyUnless: {
          is: [{ mount: '/etc/apache2' }, { mount: '/usr/local/etc/php' }],
          from: ['entrypoint:33-59', 'start:13-38', 'apache:86-90'],
          because: 'another configuration may write elsewhere',
        },
        writable: [
          { is: { path: '/var/www/html', kind: 'volume', declared: true }, from: 'dockerfile:98' },
          { is: { path: '/run', kind: 'tmpfs', link: '/var/run' }, from: 'start:13-38' },
          { is: { path: '/tmp', kind: 'tmpfs' }, from: 'apache:7', because: 'PHP keeps uploads there' },
        ],
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-sS', '-o', '/dev/null', 'http://127.0.0.1/'],
            program: 'curl',
            unless: [{ mount: '/etc/apache2' }],
          },
          from: ['dockerfile:78', 'apache:37'],
          because: 'any answer will do: another host name than the one it was set up with is refused',
        },
        timing: {
          is: { interval: 30, timeout: 10, retries: 5, startPeriod: 60 },
          from: 'entrypoint:55-56',
          because: 'the first boot copies the whole program into the volume',
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
          from: ['entrypoint:33-57', 'fpm:175-176', 'processes:120-150', 'sockets:200-260'],
          because:
            'tar writes into the directory of www-data and gives owner, mode and time back, then chown; the master starts workers as www-data, ends idle ones by a signal, and gives a socket to its owner',
        },
        laterBoots: {
          is: ['CHOWN', 'KILL', 'SETGID', 'SETUID'],
          from: ['entrypoint:33', 'fpm:175-176', 'processes:120-150', 'sockets:200-260'],
        },
        ports: [{ is: { port: 9000, purpose: 'client' }, from: 'fpm:277' }],
        wantsInit: { is: false, from: 'fpm:277', because: 'the master reaps its own workers' },
      },
    },
  ],
});
