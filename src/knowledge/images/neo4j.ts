import { defineProfile } from './profile.js';

const repository = 'neo4j/docker-neo4j-publish';
const commit = 'a9a15fb56de488a4d311a8ba385e20e1e7713918';

export const neo4j = defineProfile({
  names: ['neo4j'],
  sources: {
    dockerfile: { repository, commit, file: '2026.06.0/trixie/community/Dockerfile' },
    entrypoint: { repository, commit, file: '2026.06.0/trixie/community/local-package/docker-entrypoint.sh' },
    dockerfile5: { repository, commit, file: '5.26.28/trixie/community/Dockerfile' },
    entrypoint5: { repository, commit, file: '5.26.28/trixie/community/local-package/docker-entrypoint.sh' },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:57' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:56', because: 'no USER stands in the file' },
    ports: [
      { is: { port: 7687, purpose: 'client' }, from: 'dockerfile:54' },
      { is: { port: 7474, purpose: 'web' }, from: 'dockerfile:54' },
      { is: { port: 7473, purpose: 'web' }, from: 'dockerfile:54' },
    ],
    secrets: { is: ['NEO4J_AUTH'], from: 'entrypoint:403' },
  },
  variants: [
    {
      since: '5.26',
      facts: {
        account: { is: { name: 'neo4j', uid: 7474, gid: 7474 }, from: ['dockerfile:17-18', 'dockerfile5:17-18'] },
        dropsRootWith: { is: 'su-exec', from: ['entrypoint:373', 'entrypoint5:373'] },
        runsAsAccount: { is: true, from: 'entrypoint:376-383' },
        firstBoot: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
          from: ['entrypoint:92-103', 'entrypoint:263', 'entrypoint:390-398', 'entrypoint5:390-397'],
          because:
            'root hands the whole program over to neo4j and closes it to others, and then writes the configuration there; su-exec',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
          from: ['entrypoint:92-103', 'entrypoint:263', 'entrypoint:390-398', 'entrypoint5:390-397'],
          because: 'the same at every boot',
        },
        readOnlyRoot: {
          is: false,
          from: ['entrypoint:263', 'entrypoint:393-397'],
          because: 'the entry point changes owners and configuration of the program',
        },
        writable: [
          { is: { path: '/data', kind: 'volume', declared: true }, from: ['dockerfile:52', 'dockerfile5:52'] },
          { is: { path: '/logs', kind: 'volume', declared: true }, from: ['dockerfile:52', 'dockerfile5:52'] },
        ],
        probeUnless: {
          is: {
            test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:7474'],
            program: 'wget',
            unless: [
              { mount: '/conf' },
              { mount: '/var/lib/neo4j/conf' },
              { variable: 'NEO4J_server_http_enabled' },
              { variable: 'NEO4J_server_http_listen__address' },
              { variable: 'NEO4J_dbms_connector_http_enabled' },
              { variable: 'NEO4J_dbms_connector_http_listen__address' },
            ],
          },
          from: ['dockerfile:16', 'dockerfile:44', 'dockerfile:54', 'dockerfile5:44'],
          because: 'curl is taken out again, wget stays',
        },
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 120 },
          from: ['entrypoint:390-398', 'entrypoint:517-531'],
          because: 'it goes through its folders before a Java machine starts',
        },
        secretFiles: {
          is: ['NEO4J_AUTH'],
          from: ['entrypoint:402-410', 'entrypoint5:406-409'],
          because: 'every variable of neo4j can be given so',
        },
        wantsInit: { is: false, from: ['dockerfile:56', 'dockerfile5:56'], because: 'tini is the first process' },
      },
    },
  ],
});
