import { defineProfile } from './profile.js';

const repository = 'ollama/ollama';
const commit = 'fb30760996871fa9460115c753afd2c60d4ab0f7';

export const ollama = defineProfile({
  names: ['docker.io/ollama/ollama'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    manual: { repository, commit, file: 'docs/docker.mdx' },
    commands: { repository, commit, file: 'cmd/cmd.go' },
  },
  facts: {
    role: { is: 'tool', from: 'dockerfile:319-320' },
    startsAs: { is: { name: 'root', uid: 0, gid: 0 }, from: 'dockerfile:320', because: 'no USER stands in the file' },
    firstBoot: {
      is: [],
      from: ['dockerfile:317-320', 'manual:4'],
      because: 'one program, which stays root, owns its volume and needs port 11434 only',
    },
    laterBoots: { is: [], from: ['dockerfile:317-320', 'manual:4'] },
    probe: {
      is: { test: ['CMD', 'ollama', 'list'], program: 'ollama' },
      from: ['dockerfile:319', 'commands:2432-2437'],
      because: 'it asks the server at the address of OLLAMA_HOST, which both read',
    },
    ports: [{ is: { port: 11434, purpose: 'client' }, from: 'dockerfile:318' }],
  },
});
