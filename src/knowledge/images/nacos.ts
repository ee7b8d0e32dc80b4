import { defineProfile } from './profile.js';

const repository = 'nacos-group/nacos-docker';
const commit = 'b47f96f516fad5f848ee2b53b447c4568ec41e24';

export const nacos = defineProfile({
  names: ['docker.io/nacos/nacos-server'],
  sources: {
    dockerfile: { repository, commit, file: 'build/Dockerfile' },
    start: { repository, commit, file: 'build/bin/docker-startup.sh' },
    settings: { repository, commit, file: 'build/conf/application.properties' },
  },
  facts: {
    role: { is: 'coordination', from: 'start:158' },
    readOnlyRoot: { is: false, from: 'start:20-30', because: 'the list of the cluster is written to /home/nacos/conf' },
    ports: [
      { is: { port: 8848, purpose: 'client' }, from: 'dockerfile:79' },
      { is: { port: 9848, purpose: 'client' }, from: 'dockerfile:80' },
    ],
    wantsInit: { is: false, from: 'start:159', because: 'Java is PID 1 and starts no others' },
    secrets: {
      is: ['MYSQL_SERVICE_PASSWORD', 'NACOS_AUTH_IDENTITY_VALUE', 'NACOS_AUTH_TOKEN'],
      from: ['settings:40', 'start:108', 'start:118'],
    },
  },
  variants: [
    {
      since: '3',
      facts: {
        startsAs: {
          is: { name: 'root', uid: 0, gid: 0 },
          from: 'dockerfile:82',
          because: 'no USER stands in the file',
        },
        firstBoot: {
          is: [],
          from: ['dockerfile:82', 'start:20-30', 'start:159'],
          because: 'root writes what belongs to root and needs no port below 1024',
        },
        laterBoots: { is: [], from: ['dockerfile:82', 'start:20-30', 'start:159'] },
        ports: [
          { is: { port: 8848, purpose: 'client' }, from: 'dockerfile:79' },
          { is: { port: 9848, purpose: 'client' }, from: 'dockerfile:80' },
          { is: { port: 8080, purpose: 'admin' }, from: 'dockerfile:80' },
        ],
      },
    },
  ],
});
