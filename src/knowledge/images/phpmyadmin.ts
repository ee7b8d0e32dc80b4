import { defineProfile } from './profile.js';

const repository = 'phpmyadmin/docker';
const commit = '452a995fe6c90b96473fc17c3d704786c33d42bc';
const php = { repository: 'docker-library/php', commit: '445bf414f1d5866f7aef715f1203eae043710070' };

export const phpmyadmin = defineProfile({
  names: ['phpmyadmin', 'docker.io/phpmyadmin/phpmyadmin'],
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
    role: { is: 'admin', from: 'dockerfile:116' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:158' },
    readOnlyRoot: {
      is: false,
      from: 'entrypoint:4-37',
      because: 'the entry point writes a secret and settings to /etc/phpmyadmin and edits those of Apache and PHP',
    },
    secrets: {
      is: ['MYSQL_PASSWORD', 'MYSQL_ROOT_PASSWORD', 'PMA_CONTROLPASS', 'PMA_PASSWORD'],
      from: 'entrypoint:54-61',
    },
    secretFiles: {
      is: [
        'MYSQL_PASSWORD',
        'MYSQL_ROOT_PASSWORD',
        'PMA_CONTROLHOST',
        'PMA_CONTROLPASS',
        'PMA_CONTROLUSER',
        'PMA_HOST',
        'PMA_HOSTS',
        'PMA_PASSWORD',
        'PMA_USER',
      ],
      from: 'entrypoint:41-61',
    },
  },
  variants: [
    {
      notPart: 'fpm',
      facts: {
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['dockerfile:81', 'entrypoint:4-14', 'apache:60', 'apache:293'],
          because:
            'root writes into the directory of www-data and gives a file to its group; Apache binds port 80 and starts its workers as www-data',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['dockerfile:81', 'entrypoint:4-14', 'apache:60', 'apache:293'],
          because: 'it keeps nothing, so every container is a first one',
        },
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-sS', '-o', '/dev/null', 'http://127.0.0.1/'],
            program: 'curl',
            unless: [{ variable: 'APACHE_PORT' }, { mount: '/etc/apache2' }],
          },
          from: ['dockerfile:130', 'apache:37', 'entrypoint:33-36'],
        },
        ports: [{ is: { port: 80, purpose: 'admin' }, from: 'apache:293' }],
        wantsInit: { is: false, from: 'start:40', because: 'Apache reaps its own workers' },
      },
    },
    {
      part: 'fpm',
      facts: {
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'KILL', 'SETGID', 'SETUID'],
          from: ['dockerfile:81', 'entrypoint:4-14', 'fpm:175-176', 'processes:120-150', 'sockets:200-260'],
          because:
            'root writes into the directory of www-data and gives a file to its group; the master starts workers as www-data, ends idle ones by a signal, and gives a socket to its owner',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'KILL', 'SETGID', 'SETUID'],
          from: ['dockerfile:81', 'entrypoint:4-14', 'fpm:175-176', 'processes:120-150', 'sockets:200-260'],
        },
        ports: [{ is: { port: 9000, purpose: 'admin' }, from: 'fpm:277' }],
        wantsInit: { is: false, from: 'fpm:277', because: 'the master reaps its own workers' },
      },
    },
  ],
});
