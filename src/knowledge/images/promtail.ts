import { defineProfile } from './profile.js';

const repository = 'grafana/loki';
const commit = 'bd51fcae09d1301f3d9b58ac81dac427e88819ff';

export const promtail = defineProfile({
  names: ['docker.io/grafana/promtail'],
  sources: {
    dockerfile: { repository, commit, file: 'clients/cmd/promtail/Dockerfile' },
    configuration: { repository, commit, file: 'clients/cmd/promtail/promtail-docker-config.yaml' },
  },
  facts: {
    role: { is: 'monitoring', from: 'dockerfile:20' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:20', because: 'no USER stands in the file' },
    firstBoot: {
      is: ['DAC_READ_SEARCH'],
      from: 'configuration:18',
      because: 'it reads the log files of other users',
    },
    laterBoots: { is: ['DAC_READ_SEARCH'], from: 'configuration:18' },
    readOnlyUnless: {
      is: [{ mount: '/etc/promtail' }, { argument: '-config.file' }, { argument: '--config.file' }],
      from: ['configuration:5-6', 'dockerfile:19-21'],
      because: 'another configuration may keep its positions elsewhere',
    },
    writable: [
      {
        is: { path: '/tmp', kind: 'tmpfs' },
        from: 'configuration:6',
        because: 'how far each log was read; lost with every new container unless another place is configured',
      },
    ],
    ports: [{ is: { port: 9080, purpose: 'metrics' }, from: 'configuration:2' }],
    wantsInit: { is: false, from: 'dockerfile:20', because: 'one program that starts no others' },
  },
});
