import { defineProfile } from './profile.js';

const repository = 'nextcloud/docker';
const commit = '4de1eed65a44c61ecce601ef1d27abd2059b52e6';
const php = { repository: 'docker-library/php', commit: '445bf414f1d5866f7aef715f1203eae043710070' };

export const nextcloud = defineProfile({
  names: ['nextcloud'],
  sources: {
    dockerfile: { repository, commit, file: '32/apache/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
    autoconfig: { repository, commit, file: '.config/autoconfig.php' },
    mail: { repository, commit, file: '.config/smtp.config.php' },
    redis: { repository, commit, file: '.config/redis.config.php' },
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
    role: { is: 'web', from: 'dockerfile:163' },
    startsAs: {
      is: { name: 'root', uid: 0, gid: 0 },
      from: ['dockerfile:184', 'apache:288-293', 'fpm:277'],
      because: 'no USER stands in the files',
    },
    secrets: {
      is: ['MYSQL_PASSWORD', 'NEXTCLOUD_ADMIN_PASSWORD', 'POSTGRES_PASSWORD', 'REDIS_HOST_PASSWORD', 'SMTP_PASSWORD'],
      from: ['entrypoint:218', 'autoconfig:20', 'autoconfig:34', 'redis:8', 'mail:15-18'],
    },
    secretFiles: {
      is: ['NEXTCLOUD_ADMIN_PASSWORD', 'REDIS_HOST_PASSWORD', 'SMTP_PASSWORD'],
      from: ['entrypoint:63-81', 'entrypoint:218', 'redis:8', 'mail:15-18'],
      because: 'those of the database count only when name, user and password are all given as files',
    },
    timing: {
      is: { interval: 30, timeout: 10, retries: 5, startPeriod: 300 },
      from: ['entrypoint:206-212', 'entrypoint:258-265'],
      because: 'the first boot copies the whole program into the volume and installs it, a newer image upgrades it',
    },
  },
  variants: [
    {
      notPart: 'fpm',
      facts: {
        firstBoot: {
          is: ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['entrypoint:16', 'entrypoint:200-212', 'apache:60', 'apache:293'],
          because:
            'rsync writes into the directories of www-data and sets owner and mode; su changes the user, which PAM writes to the audit log; Apache binds port 80 and starts its workers as www-data',
        },
        laterBoots: {
          is: ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
          from: ['entrypoint:189-212', 'entrypoint:294', 'apache:60', 'apache:293'],
          because: 'a newer image upgrades what is in the volume',
        },
        readOnlyUnless: {
          is: [
            { variable: 'REDIS_HOST' },
            { variable: 'APACHE_DISABLE_REWRITE_IP' },
            { mount: '/etc/apache2' },
            { mount: '/usr/local/etc/php' },
            { mount: '/docker-entrypoint-hooks.d' },
          ],
          from: ['entrypoint:98', 'entrypoint:121-129', 'entrypoint:137-139', 'start:13-38', 'apache:86-90'],
          because: 'the settings of sessions and of Apache are written to /usr/local/etc/php and /etc/apache2',
        },
        writable: [
          { is: { path: '/var/www/html', kind: 'volume', declared: true }, from: 'dockerfile:135' },
          { is: { path: '/run', kind: 'tmpfs', link: '/var/run' }, from: 'start:13-38' },
          { is: { path: '/tmp', kind: 'tmpfs' }, from: 'entrypoint:198' },
        ],
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-sS', '-o', '/dev/null', 'http://127.0.0.1/status.php'],
            program: 'curl',
            unless: [{ mount: '/etc/apache2' }],
          },
          from: ['dockerfile:163', 'apache:37'],
          because: 'any answer will do: an address that is not trusted is refused',
        },
        ports: [{ is: { port: 80, purpose: 'web' }, from: 'apache:293' }],
        wantsInit: { is: false, from: 'start:40', because: 'Apache reaps its own workers' },
      },
    },
    {
      part: 'fpm',
      facts: {
        firstBoot: {
          is: ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'],
          from: ['entrypoint:16', 'entrypoint:200-212', 'fpm:175-176', 'processes:120-150', 'sockets:200-260'],
          because:
            'rsync writes into the directories of www-data and sets owner and mode; su changes the user, which PAM writes to the audit log; the master starts workers as www-data, ends idle ones by a signal, and gives a socket to its owner',
        },
        laterBoots: {
          is: ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'],
          from: ['entrypoint:189-212', 'entrypoint:294', 'fpm:175-176', 'processes:120-150', 'sockets:200-260'],
          because: 'a newer image upgrades what is in the volume',
        },
        ports: [{ is: { port: 9000, purpose: 'client' }, from: 'fpm:277' }],
        wantsInit: { is: false, from: 'fpm:277', because: 'the master reaps its own workers' },
      },
    },
  ],
});
