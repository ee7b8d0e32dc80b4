import { withAssumptions, nonEmpty, mapped } from '../../src/model/index.js';
import type { Assumption, Context, Evidence, Outcome, Proposal, Refusal, Transform } from '../../src/model/index.js';
import {
  anchorOf,
  buildStates,
  copyArguments,
  copyPlace,
  isWindows,
  quote,
  replaceSpan,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { judgeSource, type Judgement } from './sources.js';

const MAY_BE_ARCHIVE: Assumption = {
  id: 'source-is-no-archive',
  believes: 'the sources whose name tells nothing are folders or plain files, not tar archives',
  breaksIf: 'one of them is a tar archive that ADD unpacked: it would be copied as one file',
  checkBy: 'look at what the build puts there, or run `tar tf` on it',
};

export const transform: Transform<DockerfileDoc> = {
  meta: {
    id: 'copy-not-add',
    title: 'Use COPY for files and folders',
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
  propose(doc: DockerfileDoc, context: Context): Outcome {
    const proposals: Proposal[] = [];
    const refusals: Refusal[] = [];
    for (const instruction of doc.instructions) {
      if (instruction.keyword !== 'ADD' || isWindows(doc, instruction) || !sharesFlags(instruction)) continue;
      const sources = copyArguments(instruction)?.sources;
      if (!sources) continue;
      const { variables } = buildStates(doc)[instruction.index]!;
      const judgements = sources.map((source) => judgeSource(doc, context, source, variables));
      if (judgements.some(({ is }) => is === 'needs-add')) continue;
      if (judgements.some(({ is }) => is === 'variable')) {
        refusals.push({
          anchor: anchorOf(doc, instruction),
          at: { file: doc.file, span: instruction.span },
          code: 'contains-variable',
          message:
            'a source of ADD is decided at build time and may be an address or an archive; write COPY if it is always a file or folder',
        });
        continue;
      }
      const proposal = propose(doc, instruction, judgements);
      if (proposal) proposals.push(proposal);
    }
    return { proposals, refusals };
  },
};

/** The flags ADD and COPY both know; the others belong to downloads and archives. */
function sharesFlags(instruction: Instruction): boolean {
  return instruction.flags.every(({ name }) => ['chown', 'chmod', 'link', 'exclude'].includes(name));
}

function propose(doc: DockerfileDoc, instruction: Instruction, judgements: readonly Judgement[]): Proposal | undefined {
  const believed = judgements.some(({ is }) => is === 'unknown');
  const anchor = anchorOf(doc, instruction);
  const says = nonEmpty([...new Map(judgements.map((judgement) => [judgement.says, judgement])).values()]);
  if (!says) return undefined;
  const evidence = mapped(
    says,
    (judgement): Evidence => ({
      says: judgement.says,
      from: {
        kind: 'source',
        file: judgement.file ?? doc.file,
        ...(judgement.file ? {} : { line: instruction.line + 1, span: instruction.span, quote: quote(instruction) }),
      },
    }),
  );
  const base = {
    id: `copy-not-add@${anchor}`,
    anchor,
    at: { file: doc.file, span: instruction.span },
    title: 'Use COPY for files and folders',
    why: 'ADD also downloads and unpacks, by what a source turns out to be. COPY only copies, so the line does what it says.',
    touches: [copyPlace(doc, instruction)],
    evidence,
    changes: [replaceSpan(doc, instruction.keywordSpan, inCaseOf(instruction.keywordText))] as const,
  };
  return withAssumptions(base, believed ? [MAY_BE_ARCHIVE] : []);
}

function inCaseOf(keyword: string): string {
  if (keyword === 'add') return 'copy';
  return keyword === 'Add' ? 'Copy' : 'COPY';
}
