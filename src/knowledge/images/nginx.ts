import { defineProfile } from './profile.js';

const repository = 'nginx/docker-nginx';
const commit = '0d7f4380c735af5009aa364e27fafecd958fd4fa';

export const nginx = defineProfile({
  names: ['nginx'],
  sources: {
    dockerfile: { repository, commit, file: 'mainline/debian/Dockerfile' },
    slim: { repository, commit, file: 'mainline/alpine-slim/Dockerfile' },
    ipv6: { repository, commit, file: 'mainline/debian/10-listen-on-ipv6-by-default.sh' },
    templates: { repository, commit, file: 'mainline/debian/20-envsubst-on-templates.sh' },
    workers: { repository, commit, file: 'mainline/debian/30-tune-worker-processes.sh' },
    configuration: {
      repository: 'nginx/pkg-oss',
      commit: 'e6727633b9dd48a3208c42b9827abbdcd771560a',
      file: 'debian/debian/nginx.conf',
    },
    build: {
      repository: 'nginx/pkg-oss',
      commit: 'e6727633b9dd48a3208c42b9827abbdcd771560a',
      file: 'debian/Makefile',
    },
    site: {
      repository: 'nginx/pkg-oss',
      commit: 'e6727633b9dd48a3208c42b9827abbdcd771560a',
      file: 'debian/debian/nginx.default.conf',
    },
    paths: {
      repository: 'nginx/nginx',
      commit: '3f6f7824d4e2eb1ac37dec76683d525ac0ff521c',
      file: 'src/core/ngx_file.c',
    },
    worker: {
      repository: 'nginx/nginx',
      commit: '3f6f7824d4e2eb1ac37dec76683d525ac0ff521c',
      file: 'src/os/unix/ngx_process_cycle.c',
    },
    manual: {
      repository: 'docker-library/docs',
      commit: 'c4a9ba41443427b2ec1d5c4cc01879076aa4a1eb',
      file: 'nginx/content.md',
    },
  },
  facts: {
    role: { is: 'web', from: 'dockerfile:149' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:149', because: 'no USER stands in the file' },
    runsAsAccount: {
      is: false,
      from: 'manual:164-166',
      because: 'another user needs another configuration',
    },
    firstBoot: {
      is: ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
      from: ['paths:631-632', 'worker:799-824', 'site:2'],
      because:
        'the master gives the directories of the cache to the workers, which it starts as nginx, and binds port 80',
    },
    laterBoots: {
      is: ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
      from: ['paths:631-632', 'worker:799-824', 'site:2'],
      because: 'the cache is part of the container, so it is new with every one',
    },
    readOnlyUnless: {
      is: [
        { mount: '/etc/nginx' },
        { mount: '/docker-entrypoint.d' },
        { variable: 'NGINX_ENVSUBST_TEMPLATE_DIR' },
        { variable: 'NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE' },
      ],
      from: ['ipv6:26-27', 'templates:41-53', 'workers:188', 'manual:121'],
      because: 'templates are written to /etc/nginx/conf.d, and another configuration may log or cache elsewhere',
    },
    writable: [
      { is: { path: '/var/cache/nginx', kind: 'tmpfs' }, from: ['build:66-70', 'manual:121'] },
      { is: { path: '/run', kind: 'tmpfs', link: '/var/run' }, from: ['configuration:6', 'manual:121'] },
    ],
    ports: [{ is: { port: 80, purpose: 'web' }, from: 'dockerfile:145' }],
    wantsInit: { is: false, from: 'dockerfile:149', because: 'the master reaps its own workers' },
  },
  variants: [
    {
      since: '1.17',
      facts: {
        account: { is: { name: 'nginx', uid: 101, gid: 101 }, from: ['dockerfile:19-20', 'slim:16-17', 'manual:157'] },
      },
    },
    {
      since: '1.18',
      notPart: 'alpine',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-fsS', '-o', '/dev/null', 'http://127.0.0.1/'],
            program: 'curl',
            unless: [{ mount: '/etc/nginx' }, { mount: '/usr/share/nginx/html' }],
          },
          from: ['dockerfile:124', 'site:2'],
          because: 'curl is in the image since April 2020',
        },
      },
    },
    {
      part: 'alpine',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1/'],
            program: 'wget',
            unless: [{ mount: '/etc/nginx' }, { mount: '/usr/share/nginx/html' }],
          },
          from: ['slim:30', 'site:2'],
          because: 'the BusyBox of Alpine has it: the file calls it without installing it',
        },
      },
    },
  ],
});
