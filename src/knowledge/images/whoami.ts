import { defineProfile } from './profile.js';

const repository = 'traefik/whoami';
const commit = '8951300b46f13ce678dbed8a692ef2ccecf0eec4';

export const whoami = defineProfile({
  names: ['docker.io/traefik/whoami'],
  sources: { dockerfile: { repository, commit, file: 'Dockerfile' } },
  facts: {
    role: { is: 'web', from: 'dockerfile:25' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:25', because: 'no USER stands in the file' },
    firstBoot: { is: ['NET_BIND_SERVICE'], from: 'dockerfile:25-26', because: 'one program, which binds port 80' },
    laterBoots: { is: ['NET_BIND_SERVICE'], from: 'dockerfile:25-26' },
    readOnlyRoot: { is: true, from: 'dockerfile:19-25', because: 'the image holds no directory to write to' },
    writable: [],
    ports: [{ is: { port: 80, purpose: 'web' }, from: 'dockerfile:26' }],
    wantsInit: { is: false, from: 'dockerfile:25', because: 'one program that starts no others' },
  },
});
