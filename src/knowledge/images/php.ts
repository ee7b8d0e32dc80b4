import { defineProfile } from './profile.js';

const repository = 'docker-library/php';
const commit = '445bf414f1d5866f7aef715f1203eae043710070';

export const php = defineProfile({
  names: ['php'],
  sources: {
    cli: { repository, commit, file: '8.4/bookworm/cli/Dockerfile' },
    apache: { repository, commit, file: '8.4/bookworm/apache/Dockerfile' },
    start: { repository, commit, file: '8.4/bookworm/apache/apache2-foreground' },
    fpm: { repository, commit, file: '8.4/bookworm/fpm/Dockerfile' },
    alpine: { repository, commit, file: '8.4/alpine3.23/fpm/Dockerfile' },
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
    role: { is: 'tool', from: 'cli:226' },
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['cli:226', 'apache:294', 'fpm:278', 'alpine:261'],
      because: 'no USER stands in the files',
    },
  },
  variants: [
    {
      part: 'apache',
      facts: {
        role: { is: 'web', from: 'apache:294' },
        firstBoot: {
          is: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['apache:62', 'apache:293', 'start:40'],
          because: 'Apache binds port 80 and starts its workers as www-data',
        },
        laterBoots: { is: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'], from: ['apache:62', 'apache:293', 'start:40'] },
        ports: [{ is: { port: 80, purpose: 'web' }, from: 'apache:293' }],
        wantsInit: { is: false, from: 'start:40', because: 'Apache reaps its own workers' },
      },
    },
    {
      part: 'fpm',
      facts: {
        role: { is: 'web', from: 'fpm:278' },
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
        wantsInit: { is: false, from: 'fpm:278', because: 'the master reaps its own workers' },
      },
    },
  ],
});
