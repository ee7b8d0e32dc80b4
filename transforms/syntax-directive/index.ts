import type { Outcome, Transform } from '../../src/model/index.js';
import { isWindows, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { neededFeature, strayDirectives, syntaxIsSet, syntaxOf } from './detect.js';
import { addDirective, moveDirective, repairInstruction } from './edits.js';

const NOTHING: Outcome = { proposals: [], refusals: [] };

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: 'syntax-directive',
    title: 'Name the Dockerfile syntax on the first line',
    summary:
      'Repairs a `# syntax=` directive that Docker does not read, and adds one where a feature in use needs a recent syntax.',
    target: 'dockerfile',
    phase: 'runtime',
    after: ['cache-mounts', 'use-secret-mounts'],
    bringsImages: true,
    ceiling: 'review',
    rules: [],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/dockerfile/#syntax',
      'https://docs.docker.com/build/buildkit/frontend/',
    ],
  },
  propose(doc: DockerfileDoc): Outcome {
    if (doc.stages.some(({ instruction }) => isWindows(doc, instruction))) return NOTHING;
    const written = doc.instructions.filter(({ keyword }) => keyword === 'SYNTAX');
    if (written.length > 0) return repairInstruction(doc, written);
    if (syntaxIsSet(doc)) return NOTHING;
    const [stray, ...others] = strayDirectives(doc);
    // Docker reads one: which of several is meant is for their author to say.
    if (others.length > 0) return NOTHING;
    if (stray && syntaxOf(stray.text.trim()) !== undefined) return moveDirective(doc, stray);
    const feature = neededFeature(doc);
    return feature ? addDirective(doc, feature) : NOTHING;
  },
};
