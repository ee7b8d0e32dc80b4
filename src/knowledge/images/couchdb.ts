import { defineProfile } from './profile.js';

const repository = 'apache/couchdb-docker';
const commit = '4c82ee090d6299c27616f30d93c9622f769431dd';

export const couchdb = defineProfile({
  names: ['couchdb'],
  sources: {
    dockerfile: { repository, commit, file: '3.5.1/Dockerfile' },
    entrypoint: { repository, commit, file: '3.5.1/docker-entrypoint.sh' },
    dockerfile23: { repository, commit, file: '2.3.1/Dockerfile' },
    entrypoint23: { repository, commit, file: '2.3.1/docker-entrypoint.sh' },
    entrypoint31: { repository, commit, file: '3.1.2/docker-entrypoint.sh' },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:104' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:96', because: 'no USER stands in the file' },
    wantsInit: { is: false, from: ['dockerfile:96', 'dockerfile23:97'], because: 'tini is the first process' },
    ports: [
      { is: { port: 5984, purpose: 'client' }, from: 'dockerfile:103' },
      { is: { port: 4369, purpose: 'cluster' }, from: 'dockerfile:103' },
      { is: { port: 9100, purpose: 'cluster' }, from: 'dockerfile:103' },
    ],
    secrets: {
      is: ['COUCHDB_ERLANG_COOKIE', 'COUCHDB_PASSWORD', 'COUCHDB_SECRET'],
      from: ['entrypoint:66', 'entrypoint:73', 'entrypoint:80'],
    },
  },
  variants: [
    {
      since: '2.3',
      facts: {
        account: { is: { name: 'couchdb', uid: 5984, gid: 5984 }, from: ['dockerfile:18', 'dockerfile23:18'] },
        dropsRootWith: { is: 'setpriv', from: 'entrypoint:118' },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
          from: ['entrypoint:33', 'entrypoint:43', 'entrypoint:51-59', 'entrypoint:118', 'entrypoint23:33-59'],
          because:
            'root writes into folders of couchdb, hands over what it wrote, and sets modes of what belongs to couchdb; setpriv',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
          from: ['entrypoint:33', 'entrypoint:43', 'entrypoint:51-59', 'entrypoint:118', 'entrypoint23:33-59'],
          because: 'the configuration lies in the container and is written again when it is made anew',
        },
        readOnlyRoot: {
          is: false,
          from: ['entrypoint:33', 'entrypoint:69', 'entrypoint:89'],
          because: 'the entry point writes beside the files of the image',
        },
        writable: [
          {
            is: { path: '/opt/couchdb/data', kind: 'volume', declared: true },
            from: ['dockerfile:98', 'dockerfile23:99'],
          },
        ],
        timing: {
          is: { interval: 10, timeout: 5, retries: 5, startPeriod: 30 },
          from: 'entrypoint:27-119',
          because: 'it goes through all data files before the server starts',
        },
      },
    },
    {
      since: '2.3',
      before: '3.2',
      facts: { dropsRootWith: { is: 'gosu', from: ['entrypoint23:102', 'entrypoint31:102'] } },
    },
  ],
});
