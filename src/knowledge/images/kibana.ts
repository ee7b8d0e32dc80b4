import { defineProfile } from './profile.js';

const repository = 'elastic/dockerfiles';
const commit8 = 'f15851a9a22d36ecdf682c600f316b6b413e291a';
const commit9 = '0bbe2f0a64566b01dd591cd9f8188eda17c40bab';
const commit7 = '28b876f2aaba7bc27d76a1acd55cbc8ada9b5dea';
const commit70 = '2b18a4f9fbbbc5eb06dd1fd79b915f40d3d1c343';

export const kibana = defineProfile({
  names: ['kibana', 'docker.elastic.co/kibana/kibana', 'docker.io/elastic/kibana'],
  sources: {
    dockerfile: { repository, commit: commit8, file: 'kibana/Dockerfile' },
    start: { repository, commit: commit8, file: 'kibana/bin/kibana-docker' },
    settings: { repository, commit: commit8, file: 'kibana/config/kibana.yml' },
    dockerfile9: { repository, commit: commit9, file: 'kibana/Dockerfile' },
    dockerfile7: { repository, commit: commit7, file: 'kibana/Dockerfile' },
    dockerfile70: { repository, commit: commit70, file: 'kibana/Dockerfile' },
  },
  facts: {
    role: { is: 'admin', from: ['settings:8', 'start:484'], because: 'a console for Elasticsearch' },
    ports: [{ is: { port: 5601, purpose: 'web' }, from: ['dockerfile:72', 'dockerfile7:40'] }],
    secrets: {
      is: [
        'ELASTICSEARCH_PASSWORD',
        'ELASTICSEARCH_SERVICEACCOUNTTOKEN',
        'XPACK_ENCRYPTEDSAVEDOBJECTS_ENCRYPTIONKEY',
        'XPACK_REPORTING_ENCRYPTIONKEY',
        'XPACK_SECURITY_ENCRYPTIONKEY',
      ],
      from: ['start:66', 'start:71', 'start:297', 'start:363', 'start:407', 'start:456'],
      because: 'variables are named after the settings',
    },
  },
  variants: [
    {
      since: '7',
      facts: {
        startsAs: {
          is: { name: 'kibana', uid: 1000, gid: 1000 },
          from: ['dockerfile:108-111', 'dockerfile:140', 'dockerfile7:134', 'dockerfile70:50-51', 'dockerfile9:142'],
        },
        account: {
          is: { name: 'kibana', uid: 1000, gid: 1000 },
          from: ['dockerfile:108-111', 'dockerfile:140', 'dockerfile7:134', 'dockerfile70:50-51', 'dockerfile9:142'],
        },
        runsAsAccount: { is: true, from: 'dockerfile:140' },
        firstBoot: { is: [], from: ['dockerfile:140', 'dockerfile70:51', 'start:484'] },
        laterBoots: { is: [], from: ['dockerfile:140', 'dockerfile70:51', 'start:484'] },
        timing: {
          is: { interval: 15, timeout: 10, retries: 5, startPeriod: 180 },
          from: ['settings:8', 'start:484'],
          because: 'it waits for Elasticsearch and sets its indices up before it answers',
        },
        probeUnless: {
          is: {
            test: [
              'CMD-SHELL',
              'curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1:5601/api/status | grep -q "^[234]"',
            ],
            program: 'curl',
            unless: [
              { variable: 'SERVER_PORT' },
              { variable: 'SERVER_HOST' },
              { variable: 'SERVER_SSL_ENABLED' },
              { variable: 'SERVER_BASEPATH' },
              { mount: '/usr/share/kibana/config/kibana.yml' },
            ],
          },
          from: ['dockerfile:76', 'dockerfile7:47', 'settings:6', 'dockerfile9:56'],
          because: 'an answer that asks for a login is an answer; one that says it is not ready is none',
        },
      },
    },
    {
      since: '7.17',
      facts: {
        wantsInit: {
          is: false,
          from: ['dockerfile:134', 'dockerfile7:128', 'dockerfile9:136'],
          because: 'tini is the first process',
        },
      },
    },
  ],
});
