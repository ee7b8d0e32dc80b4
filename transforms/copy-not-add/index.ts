import { stop } from '../../src/model/index.js';
import type { Assumption, Evidence } from '../../src/model/index.js';
import { buildStates, copyArguments, replaceSpan, type Instruction } from '../../src/dockerfile/index.js';
import { judgeSource } from './sources.js';
import { instructions, rewriteDockerfile } from '../../src/rewrites/index.js';
import { instructionEvidence } from '../../src/runs/index.js';

const MAY_BE_ARCHIVE: Assumption = {
  id: 'source-is-no-archive',
  believes: 'the sources whose name tells nothing are folders or plain files, not tar archives',
  breaksIf: 'one of them is a tar archive that ADD unpacked: it would be copied as one file',
  checkBy: 'look at what the build puts there, or run `tar tf` on it',
};

const MAY_NEED_ADD = stop(
  'contains-variable',
  'a source of ADD is decided at build time and may be an address or an archive; write COPY if it is always a file or folder',
);

export const transform = rewriteDockerfile({
  meta: {
    id: 'copy-not-add',
    title: 'Use COPY for files and folders',
    why: 'ADD also downloads and unpacks, by what a source turns out to be. COPY only copies, so the line does what it says.',
    summary: 'Replaces `ADD` by `COPY` for local files and folders that ADD would not unpack.',
    target: 'dockerfile',
    phase: 'structure',
    ceiling: 'review',
    rules: ['DL3020', 'DS-0005', 'CKV_DOCKER_4', 'KICS Add Instead of Copy', 'CIS 4.9', 'CIS-DI-0009'],
    hints: ['add'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/build/building/best-practices/#add-or-copy',
      'https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives',
      'https://github.com/hadolint/hadolint/wiki/DL3020',
    ],
  },
  on: instructions('ADD'),
  judge(instruction, context) {
    const { doc } = context;
    const sources = sharesFlags(instruction) ? copyArguments(instruction)?.sources : undefined;
    if (!sources) return undefined;
    const { variables } = buildStates(doc)[instruction.index]!;
    const judgements = sources.map((source) => judgeSource(doc, context, source, variables));
    if (judgements.some(({ is }) => is === 'needs-add')) return undefined;
    if (judgements.some(({ is }) => is === 'variable')) return MAY_NEED_ADD;
    const told = [...new Map(judgements.map((judgement) => [judgement.says, judgement])).values()];
    if (told.length === 0) return undefined;
    return {
      edits: [replaceSpan(doc, instruction.keywordSpan, inCaseOf(instruction.keywordText))],
      evidence: told.map(({ says, file }): Evidence => {
        if (file === undefined) return instructionEvidence(doc, instruction, says);
        return { says, from: { kind: 'source', file } };
      }),
      assumptions: judgements.some(({ is }) => is === 'unknown') ? [MAY_BE_ARCHIVE] : [],
    };
  },
});

/** The flags ADD and COPY both know; the others belong to downloads and archives. */
function sharesFlags(instruction: Instruction): boolean {
  return instruction.flags.every(({ name }) => ['chown', 'chmod', 'link', 'exclude'].includes(name));
}

function inCaseOf(keyword: string): string {
  if (keyword === 'add') return 'copy';
  return keyword === 'Add' ? 'Copy' : 'COPY';
}
