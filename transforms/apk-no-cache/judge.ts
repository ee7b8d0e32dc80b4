import { type Assumption, stop } from '../../src/model/index.js';
import type { Instruction } from '../../src/dockerfile/index.js';
import { takesOption } from '../../src/knowledge/index.js';
import type { DockerfileContext, DockerfileVerdict } from '../../src/rewrites/index.js';
import { callsOf, indexUse, editsOf } from './detect.js';

const APK_TOOLS: Assumption = {
  id: 'apk-tools-2-6-4-or-newer',
  believes: 'The base image stands on Alpine 3.3 (December 2015) or newer',
  breaksIf: 'its apk is older than 2.6.4 and stops at an option it does not know',
  checkBy: 'run apk --version in the base image',
};
const SCRIPTS: Assumption = {
  id: 'scripts-fetch-index',
  believes: 'The scripts that later lines run call no apk, or let it fetch the package index itself',
  breaksIf: 'one of them calls apk add and counts on the index this line left',
  checkBy: 'search those scripts for apk, or build the image',
};

const TOO_OLD = stop(
  'conflicts',
  'apk of this Alpine release is older than 2.6.4 and stops at --no-cache; a newer base image makes room for it',
);
const INDEX_READ = stop(
  'used-later',
  'a later line reads the package index that --update leaves here; let it fetch its own, then --no-cache can stand here',
);
const CACHE_EXPECTED = stop(
  'used-later',
  'rm without -f fails once /var/cache/apk is empty; drop that rm, or give it -f, then --no-cache can stand here',
);

/** All calls of a RUN together: the index that one leaves is there for the next. */
export function judge(run: Instruction, { doc, readScript }: DockerfileContext): DockerfileVerdict {
  const calls = callsOf(doc, run);
  if (calls.length === 0) return undefined;
  const known = takesOption(doc.stages[run.stage]!.rootImage, 'apk --no-cache');
  if (known === false) return TOO_OLD;
  const edits = editsOf(doc, run, calls);
  if (!edits) return CACHE_EXPECTED;
  const use = indexUse(doc, run, calls, readScript);
  if (use === 'need') return INDEX_READ;
  return {
    edits,
    seen: `apk ${calls[0]!.verb} without --no-cache and without a cache mount`,
    assumptions: [...(known ? [] : [APK_TOOLS]), ...(use ? [SCRIPTS] : [])],
  };
}
