import { defineProfile } from './profile.js';

const repository = 'docker-library/drupal';
const commit = '305e3e2acd5180ec2476d448fd97b4ccbcb0a55d';
const php = { repository: 'docker-library/php', commit: '445bf414f1d5866f7aef715f1203eae043710070' };

export const drupal = defineProfile({
  names: ['drupal'],
  sources: {
    dockerfile: { repository, commit, file: '11.3/php8.4/apache-trixie/Dockerfile' },
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
    role: { is: 'web', from: 'dockerfile:90' },
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['dockerfile:99', 'apache:288-293', 'fpm:277'],
      because: 'no USER stands in the files',
    },
  },
  variants: [
    {
      notPart: 'fpm',
      facts: {
        firstBoot: {
          is: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['dockerfile:93', 'apache:60', 'apache:293'],
          because: 'it has no entry point of its own; Apache binds port 80 and starts its workers as www-data',
        },
        laterBoots: { is: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'], from: ['apache:60', 'apache:293'] },
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-sS', '-o', '/dev/null', 'http://127.0.0.1/'],
            program: 'curl',
            unless: [{ mount: '/etc/apache2' }],
          },
          from: 'apache:37',
          because: 'any answer will do: before it is installed it redirects',
        },
        ports: [{ is: { port: 80, purpose: 'web' }, from: 'apache:293' }],
        wantsInit: { is: false, from: 'start:40', because: 'Apache reaps its own workers' },
      },
    },
    {
      part: 'fpm',
      facts: {
        firstBoot: {
          is: ['CHOWN', 'KILL', 'SETGID', 'SETUID'],
          from: ['fpm:175-176', 'processes:120-150', 'sockets:200-260'],
          because: 'the master starts workers as www-data, ends idle ones by a signal, and gives a socket to its owner',
        },
        laterBoots: {
          is: ['CHOWN', 'KILL', 'SETGID', 'SETUID'],
          from: ['fpm:175-176', 'processes:120-150', 'sockets:200-260'],
        },
        ports: [{ is: { port: 9000, purpose: 'client' }, from: 'fpm:277' }],
        wantsInit: { is: false, from: 'fpm:277', because: 'the master reaps its own workers' },
      },
    },
  ],
});
