import { cannot, isFault } from '../fault.js';
import type { Done, Findings, Outcome, RepoRef } from '../types.js';
import { attempt, unless, type GitHubClient } from './client.js';

const DONE: Done = { done: true };
/** https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const MOST_BYTES = 10 * 1024 * 1024;

/** To code scanning, which shows them at their lines and closes those that are gone. */
export function uploadFindings(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  { branch, commit, sarif, tool }: Findings,
): Promise<Outcome<Done>> {
  return attempt(async () => {
    const ref = `refs/heads/${branch}`;
    const there = await unless(
      404,
      // None was taken yet, or none is ever taken here: the next request tells.
      async () => ({ isThere: false }),
      async () => {
        // That there is none is no failure that another try mends.
        const of = { owner, repo, ref, tool_name: tool.name, per_page: 1, request: { retries: 0 } };
        const { data } = await client.request('GET /repos/{owner}/{repo}/code-scanning/analyses', of);
        return { isThere: data[0]?.commit_sha === commit && data[0].tool.version === tool.version };
      },
    );
    if (isFault(there) || there.isThere) return isFault(there) ? there : DONE;
    const bytes = await gzip(sarif);
    if (bytes.length > MOST_BYTES) return cannot('what was found is more than code scanning takes');
    const asked = { owner, repo, commit_sha: commit, ref, sarif: bytes.toString('base64'), tool_name: tool.name };
    await client.request('POST /repos/{owner}/{repo}/code-scanning/sarifs', asked);
    return DONE;
  });
}

async function gzip(text: string): Promise<Buffer> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return Buffer.from(await new Response(packed).arrayBuffer());
}
