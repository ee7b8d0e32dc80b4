import { defineProfile } from './profile.js';

const repository = 'StefanScherer/whoami';
const commit = 'ddade5c0db6f146dbe6c4ecce7579de28777d880';

export const stefanschererWhoami = defineProfile({
  names: ['docker.io/stefanscherer/whoami'],
  sources: { dockerfile: { repository, commit, file: 'Dockerfile' } },
  facts: {
    role: { is: 'web', from: 'dockerfile:19' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:19', because: 'no USER stands in the file' },
    firstBoot: { is: [], from: 'dockerfile:13-19', because: 'one program, which binds port 8080' },
    laterBoots: { is: [], from: 'dockerfile:13-19' },
    readOnlyRoot: { is: true, from: 'dockerfile:13-19', because: 'the image holds no directory to write to' },
    writable: [],
    ports: [{ is: { port: 8080, purpose: 'web' }, from: 'dockerfile:17' }],
    wantsInit: { is: false, from: 'dockerfile:19', because: 'one program that starts no others' },
  },
});
