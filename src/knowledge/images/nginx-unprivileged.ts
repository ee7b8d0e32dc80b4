import { defineProfile } from './profile.js';

const repository = 'nginxinc/docker-nginx-unprivileged';
const commit = '8ead5cede31b9dc5a976d1b44bb1987226b48677';

export const nginxUnprivileged = defineProfile({
  names: [
    'docker.io/nginxinc/nginx-unprivileged',
    'public.ecr.aws/nginx/nginx-unprivileged',
    'quay.io/nginx/nginx-unprivileged',
  ],
  sources: {
    dockerfile: { repository, commit, file: 'mainline/debian/Dockerfile' },
    slim: { repository, commit, file: 'mainline/alpine-slim/Dockerfile' },
    ipv6: { repository, commit, file: 'mainline/debian/10-listen-on-ipv6-by-default.sh' },
    templates: { repository, commit, file: 'mainline/debian/20-envsubst-on-templates.sh' },
  },
  facts: {
    role: { is: 'web', from: 'dockerfile:162' },
    startsAs: { is: { name: 'nginx', uid: 101, gid: 101 }, from: ['dockerfile:17-23', 'dockerfile:160'] },
    account: { is: { name: 'nginx', uid: 101, gid: 101 }, from: ['dockerfile:17-23', 'dockerfile:160'] },
    firstBoot: { is: [], from: ['dockerfile:139-141', 'dockerfile:160'], because: 'no root, and port 8080' },
    laterBoots: { is: [], from: ['dockerfile:139-141', 'dockerfile:160'] },
    readOnlyUnless: {
      is: [
        { mount: '/etc/nginx' },
        { mount: '/docker-entrypoint.d' },
        { variable: 'NGINX_ENVSUBST_TEMPLATE_DIR' },
        { variable: 'NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE' },
      ],
      from: ['dockerfile:141-147', 'ipv6:26-27', 'templates:41-53'],
      because: 'templates are written to /etc/nginx/conf.d, and another configuration may log or cache elsewhere',
    },
    writable: [
      {
        is: { path: '/tmp', kind: 'tmpfs' },
        from: 'dockerfile:141-142',
        because: 'the pid file and all temporary files',
      },
    ],
    ports: [{ is: { port: 8080, purpose: 'web' }, from: 'dockerfile:156' }],
    wantsInit: { is: false, from: 'dockerfile:162', because: 'the master reaps its own workers' },
  },
  variants: [
    {
      notPart: 'alpine',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'curl', '-fsS', '-o', '/dev/null', 'http://127.0.0.1:8080/'],
            program: 'curl',
            unless: [{ mount: '/etc/nginx' }, { mount: '/usr/share/nginx/html' }],
          },
          from: ['dockerfile:124', 'dockerfile:139'],
        },
      },
    },
    {
      part: 'alpine',
      facts: {
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8080/'],
            program: 'wget',
            unless: [{ mount: '/etc/nginx' }, { mount: '/usr/share/nginx/html' }],
          },
          from: ['slim:34', 'slim:117'],
          because: 'the BusyBox of Alpine has it: the file calls it without installing it',
        },
      },
    },
  ],
});
