import { defineProfile } from './profile.js';

const repository = 'cloudflare/cloudflared';
const commit = 'd1df7985bdf189c4caf34e290bafbf8f411e603b';

export const cloudflared = defineProfile({
  names: ['docker.io/cloudflare/cloudflared'],
  sources: {
    dockerfile: { repository, commit, file: 'Dockerfile' },
    commands: { repository, commit, file: 'cmd/cloudflared/tunnel/subcommands.go' },
  },
  facts: {
    role: { is: 'proxy', from: 'dockerfile:37' },
    startsAs: { is: { name: 'nonroot', uid: 65_532, gid: 65_532 }, from: 'dockerfile:33-34' },
    firstBoot: { is: [], from: 'dockerfile:34-37', because: 'it never is root' },
    laterBoots: { is: [], from: 'dockerfile:34-37' },
    wantsInit: { is: false, from: 'dockerfile:37', because: 'one program that starts no others' },
    secrets: { is: ['TUNNEL_TOKEN'], from: 'commands:131' },
  },
});
