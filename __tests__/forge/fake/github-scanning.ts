// Code scanning of GitHub.
import { gunzipSync } from 'node:zlib';
import { not, REPO } from './github-answers.js';
import type { Model } from './model.js';
import type { Route } from './server.js';

export function ofScanning({ scanning }: Model): Route[] {
  const off = () => not(403, 'Advanced Security must be enabled for this repository to use code scanning.');
  return [
    {
      name: 'analyses',
      on: `GET ${REPO}/code-scanning/analyses`,
      answer: ({ query }) => {
        if (!scanning.isOn) return off();
        const there = scanning.taken.filter(({ ref }) => ref === query.get('ref'));
        if (there.length === 0) return not(404, 'no analysis found');
        return [200, there.map(({ commit_sha, ref, sarif }) => ({ commit_sha, ref, tool: driverOf(sarif) }))];
      },
    },
    {
      name: 'upload-sarif',
      on: `POST ${REPO}/code-scanning/sarifs`,
      keys: [
        ['commit_sha', 'ref', 'sarif'],
        ['checkout_uri', 'started_at', 'tool_name', 'validate'],
      ],
      answer: ({ body }) => {
        if (!scanning.isOn) return off();
        const { commit_sha = '', ref = '', sarif: packed = '' } = body as Record<string, string>;
        const sarif = gunzipSync(Buffer.from(packed, 'base64')).toString('utf8');
        scanning.taken.unshift({ commit_sha, ref, sarif });
        return [202, { id: `${scanning.taken.length}` }];
      },
    },
  ];
}

function driverOf(sarif: string): { readonly name: string; readonly version: string } {
  const { name, version } = JSON.parse(sarif).runs[0].tool.driver;
  return { name, version };
}
