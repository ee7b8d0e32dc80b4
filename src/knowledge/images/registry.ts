import { defineProfile } from './profile.js';

const repository = 'distribution/distribution-library-image';
const commit = 'a829ed8cbcd822f50c3c4dfb1c3a5b4fcf8108f1';

export const registry = defineProfile({
  names: ['registry'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    entrypoint: { repository, commit, file: 'entrypoint.sh' },
    configuration: { repository, commit, file: 'config-example.yml' },
    program: {
      repository: 'distribution/distribution',
      commit: '0d6b721dc3ceacb5d678c25b718b2f40a507c2d8',
      file: 'registry/registry.go',
    },
  },
  facts: {
    role: { is: 'registry', from: 'entrypoint:6' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:33', because: 'no USER stands in the file' },
    firstBoot: {
      is: [],
      from: 'entrypoint:5-10',
      because: 'the entry point only starts the program, which stays root, owns its directory and listens on port 5000',
    },
    laterBoots: { is: [], from: 'entrypoint:5-10' },
    readOnlyUnless: {
      is: [
        { mount: '/etc/distribution' },
        { mount: '/etc/docker/registry' },
        { variable: 'REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY' },
      ],
      from: ['dockerfile:29', 'configuration:12-13'],
      because: 'another configuration may keep its data elsewhere',
    },
    writable: [
      {
        is: { path: '/var/lib/registry', kind: 'volume', declared: true },
        from: ['dockerfile:29', 'configuration:13'],
      },
    ],
    probeUnless: {
      is: {
        test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:5000/'],
        program: 'wget',
        unless: [
          { mount: '/etc/distribution' },
          { mount: '/etc/docker/registry' },
          { variable: 'REGISTRY_HTTP_ADDR' },
          { variable: 'REGISTRY_HTTP_PREFIX' },
          { variable: 'REGISTRY_HTTP_TLS_CERTIFICATE' },
        ],
      },
      from: ['dockerfile:19', 'configuration:17', 'program:153', 'program:452-461'],
      because: 'the root always answers, without credentials; the BusyBox of Alpine has wget',
    },
    ports: [{ is: { port: 5000, purpose: 'client' }, from: 'dockerfile:30' }],
    wantsInit: { is: false, from: 'entrypoint:10', because: 'one program that starts no others' },
  },
});
