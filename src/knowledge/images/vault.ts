import { defineProfile } from './profile.js';

const repository = 'hashicorp/docker-vault';
const commit = 'ed323958b3c65c551e88424fd7352d99afe900ac';

export const vault = defineProfile({
  names: ['vault', 'docker.io/hashicorp/vault'],
  sources: {
    dockerfile: { repository, commit, file: '0.X/Dockerfile' },
    entrypoint: { repository, commit, file: '0.X/docker-entrypoint.sh' },
    newer: {
      repository: 'hashicorp/vault',
      commit: '1d04c5e2762f15a2d53e19836208adfb038abc14',
      file: '.release/docker/docker-entrypoint.sh',
    },
  },
  facts: {
    role: { is: 'identity', from: 'dockerfile:83', because: 'it keeps secrets and gives them to whom it knows' },
    ports: [{ is: { port: 8200, purpose: 'client' }, from: 'dockerfile:71' }],
    secrets: { is: ['VAULT_DEV_ROOT_TOKEN_ID'], from: 'entrypoint:57' },
  },
  variants: [
    {
      since: '1',
      before: '1.16',
      notPart: 'ubi',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: 'dockerfile:79',
          because: 'no USER stands in the file',
        },
        account: {
          is: { name: 'vault', uid: 100, gid: 1000 },
          from: 'dockerfile:8-9',
          because: 'the first system account and the first group that Alpine makes',
        },
        dropsRootWith: { is: 'su-exec', from: ['entrypoint:99-101', 'newer:99-101'] },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'IPC_LOCK', 'SETFCAP', 'SETGID', 'SETUID'],
          from: ['entrypoint:42-44', 'entrypoint:71-101', 'newer:71-101'],
          because:
            'root writes given settings into a folder of vault, hands over what was mounted, and lets the program lock its memory; su-exec',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'IPC_LOCK', 'SETFCAP', 'SETGID', 'SETUID'],
          from: ['entrypoint:42-44', 'entrypoint:71-101', 'newer:71-101'],
          because: 'the program of the container is new when it is made anew',
        },
        readOnlyRoot: {
          is: false,
          from: ['entrypoint:88-97', 'newer:88-97'],
          because: 'the program is changed to be able to lock its memory',
        },
        gainsPrivileges: {
          is: true,
          from: ['entrypoint:88-97', 'newer:88-97'],
          because: 'the program locks its memory by a capability of its file',
        },
        writable: [
          { is: { path: '/vault/file', kind: 'volume', declared: true }, from: 'dockerfile:67' },
          { is: { path: '/vault/logs', kind: 'volume', declared: true }, from: 'dockerfile:63' },
        ],
        wantsInit: { is: false, from: ['entrypoint:1', 'newer:1'], because: 'dumb-init is the first process' },
      },
    },
  ],
});
