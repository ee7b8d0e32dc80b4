import { defineProfile } from './profile.js';

const repository = 'docker-library/mongo';
const commit = '2c69a57b939afb99266e8f97258adb178e9559e0';
const commit40 = 'b828cbca8f06a7c2bc88c7700bb781c6ca13479f';

export const mongo = defineProfile({
  names: ['mongo'],
  sources: {
    dockerfile: { repository, commit, file: '8.0/Dockerfile' },
    entrypoint: { repository, commit, file: 'docker-entrypoint.sh' },
    dockerfile40: { repository, commit: commit40, file: '4.0/Dockerfile' },
    entrypoint40: { repository, commit: commit40, file: '4.0/docker-entrypoint.sh' },
    health: {
      repository: 'docker-library/healthcheck',
      commit: '40afbf64d69cf933af0da4df6383958a29113601',
      file: 'mongo/docker-healthcheck',
    },
  },
  facts: {
    role: { is: 'database', from: 'dockerfile:125' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:122', because: 'no USER stands in the file' },
    ports: [{ is: { port: 27017, purpose: 'client' }, from: 'dockerfile:124' }],
    secrets: { is: ['MONGO_INITDB_ROOT_PASSWORD'], from: 'entrypoint:249' },
  },
  variants: [
    {
      since: '4.0',
      facts: {
        account: {
          is: { name: 'mongodb', uid: 999, gid: 999 },
          from: ['dockerfile:11-12', 'dockerfile40:11-12'],
        },
        dropsRootWith: { is: 'gosu', from: ['entrypoint:22', 'entrypoint40:22'] },
        runsAsAccount: { is: true, from: ['entrypoint:10-12', 'dockerfile:115'] },
        firstBoot: {
          is: ['CHOWN', 'DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: ['entrypoint:14', 'entrypoint:19', 'entrypoint:22', 'entrypoint40:14-22'],
          because: 'find and chown in folders that belong to mongodb; chown of its own output; gosu',
        },
        laterBoots: {
          is: ['CHOWN', 'DAC_READ_SEARCH', 'SETGID', 'SETUID'],
          from: ['entrypoint:14', 'entrypoint:19', 'entrypoint:22', 'entrypoint40:14-22'],
          because: 'the output is handed over at every boot, and what a shell run as root left in its home, /data/db',
        },
        readOnlyUnless: {
          is: [{ argument: '--config' }, { argument: '-f' }],
          from: ['dockerfile:13-14', 'entrypoint:177-186', 'entrypoint:338'],
          because: 'a configuration that is given may write elsewhere',
        },
        writable: [
          { is: { path: '/data/db', kind: 'volume', declared: true }, from: ['dockerfile:111', 'entrypoint:242'] },
          {
            is: { path: '/data/configdb', kind: 'volume', declared: true },
            from: ['dockerfile:111', 'entrypoint:238'],
            because: 'only a config server stores data there, but the entry point wants it to be there',
          },
          { is: { path: '/tmp', kind: 'tmpfs' }, from: ['entrypoint:177-179', 'entrypoint:338'] },
        ],
        probeUnless: {
          is: {
            test: [
              'CMD-SHELL',
              'HOME=/tmp mongosh --host "$(hostname)" --quiet --eval "quit(db.runCommand({ ping: 1 }).ok ? 0 : 2)"',
            ],
            program: 'mongosh',
            unless: [
              { argument: '--port' },
              { argument: '--configsvr' },
              { argument: '--shardsvr' },
              { argument: '--tlsMode' },
              { argument: '--sslMode' },
            ],
          },
          from: ['health:4-6', 'entrypoint:252-253', 'entrypoint:306', 'dockerfile:115'],
          because:
            'not at 127.0.0.1, where the server of the first boot answers while it is still being set up; ping needs no login; the shell writes in its home, which is the data folder',
        },
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 60 },
          from: ['entrypoint:342-348', 'entrypoint:383-399'],
          because: 'the first boot starts a server for the init scripts, waits for it up to 30 seconds, and stops it',
        },
        secretFiles: {
          is: ['MONGO_INITDB_ROOT_PASSWORD', 'MONGO_INITDB_ROOT_USERNAME'],
          from: 'entrypoint:248-249',
        },
      },
    },
    {
      since: '4.0',
      before: '6',
      facts: {
        probeUnless: {
          is: {
            test: [
              'CMD-SHELL',
              'mongo --host "$(hostname)" --quiet --eval "quit(db.runCommand({ ping: 1 }).ok ? 0 : 2)"',
            ],
            program: 'mongo',
            unless: [
              { argument: '--port' },
              { argument: '--configsvr' },
              { argument: '--shardsvr' },
              { argument: '--tlsMode' },
              { argument: '--sslMode' },
            ],
          },
          from: ['health:4-6', 'entrypoint40:251-254', 'entrypoint40:306'],
          because: 'the old shell; otherwise as above',
        },
      },
    },
  ],
});
