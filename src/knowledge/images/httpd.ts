import { defineProfile } from './profile.js';

const repository = 'docker-library/httpd';
const commit = '9b63b37c9be3b42d16b924ebb40af3cc40793119';

export const httpd = defineProfile({
  names: ['httpd'],
  sources: {
    dockerfile: { repository, commit, file: '2.4/Dockerfile' },
    alpine: { repository, commit, file: '2.4/alpine/Dockerfile' },
    start: { repository, commit, file: '2.4/httpd-foreground' },
  },
  facts: {
    role: { is: 'web', from: 'dockerfile:234' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:234', because: 'no USER stands in the file' },
    firstBoot: {
      is: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'],
      from: ['dockerfile:203-204', 'dockerfile:233'],
      because: 'root binds port 80 and starts the workers as www-data',
    },
    laterBoots: { is: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'], from: ['dockerfile:203-204', 'dockerfile:233'] },
    readOnlyUnless: {
      is: [{ mount: '/usr/local/apache2/conf' }, { mount: '/usr/local/apache2/logs' }],
      from: ['dockerfile:199-206', 'start:5'],
      because: 'the logs go to the container, the pid file to logs; another configuration may write elsewhere',
    },
    writable: [{ is: { path: '/usr/local/apache2/logs', kind: 'tmpfs' }, from: 'start:5' }],
    ports: [{ is: { port: 80, purpose: 'web' }, from: 'dockerfile:233' }],
    wantsInit: { is: false, from: 'start:7', because: 'the parent reaps its own workers' },
  },
  variants: [
    {
      part: 'alpine',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1/'],
            program: 'wget',
            unless: [{ mount: '/usr/local/apache2/conf' }, { mount: '/usr/local/apache2/htdocs' }],
          },
          from: ['alpine:82', 'alpine:233'],
          because: 'the BusyBox of Alpine has it: the file calls it without installing it',
        },
      },
    },
  ],
});
