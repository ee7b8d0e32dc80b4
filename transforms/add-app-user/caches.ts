// What a build downloads into the home directory of root for the program to find: where a variable of the tool says where
// to, it is set above the download, and holds for the program as well.
import type { Edit } from '../../src/model/index.js';
import {
  buildStates,
  inCaseOf,
  insertLinesAbove,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';

interface Cache {
  readonly what: string;
  readonly pattern: RegExp;
  readonly variable: string;
  readonly folder: string;
  /** The tool takes the folder only where it is there. */
  readonly made: boolean;
  /** A line that has this says itself where to. */
  readonly unless: RegExp;
}

/**
 * Sources: https://playwright.dev/docs/browsers#managing-browser-binaries,
 * https://www.nltk.org/data.html, https://github.com/nltk/nltk/blob/develop/nltk/downloader.py (default_download_dir)
 */
const CACHES: readonly Cache[] = [
  {
    what: 'playwright install',
    pattern: /\bplaywright\s+install\b/,
    variable: 'PLAYWRIGHT_BROWSERS_PATH',
    folder: '/ms-playwright',
    made: false,
    unless: /PLAYWRIGHT_BROWSERS_PATH|ms-playwright/,
  },
  {
    what: 'the downloads of nltk',
    pattern: /\bnltk\.download|nltk\.downloader\b/,
    variable: 'NLTK_DATA',
    folder: '/usr/local/share/nltk_data',
    made: true,
    unless: /NLTK_DATA|download_dir|\s-d\s|nltk_data/,
  },
];

interface Moving {
  readonly instruction: Instruction;
  readonly cache: Cache;
}

/** The downloads of a stage that can be sent elsewhere, the first of each kind. */
function movableCaches(doc: DockerfileDoc, stage: Stage): Moving[] {
  const found: Moving[] = [];
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'RUN') continue;
    const cache = movable(doc, stage, instruction);
    if (cache && !found.some((each) => each.cache === cache)) found.push({ instruction, cache });
  }
  return found;
}

function movable(doc: DockerfileDoc, stage: Stage, instruction: Instruction): Cache | undefined {
  const text = instruction.heredocs.length > 0 ? instruction.shellText : instruction.args;
  return CACHES.find(
    ({ pattern, variable, unless }) =>
      pattern.test(text) &&
      !stage.instructions.some((each) => unless.test(each.body.text)) &&
      !buildStates(doc)[instruction.index]!.variables.has(variable),
  );
}

/** True where the download of this name in the line is one that is sent elsewhere. */
export function isMoved(doc: DockerfileDoc, stage: Stage, instruction: Instruction, what: string): boolean {
  return stage.instructions.includes(instruction) && movable(doc, stage, instruction)?.what === what;
}

/** The lines above each download, and the places they touch. */
export function cacheEdits(
  doc: DockerfileDoc,
  stage: Stage,
  anchor: string,
): { readonly edits: readonly Edit[]; readonly touches: readonly string[] } {
  const edits: Edit[] = [];
  const touches: string[] = [];
  for (const { instruction, cache } of movableCaches(doc, stage)) {
    const { variable, folder, made } = cache;
    const lines = [`${inCaseOf(stage, 'ENV')} ${variable}=${folder}`];
    if (made) lines.push(`${inCaseOf(stage, 'RUN')} mkdir -p ${folder}`);
    edits.push(insertLinesAbove(doc, instruction, lines));
    touches.push(`${anchor}.env.${variable}`, `${anchor}.order`, ...(made ? [`${anchor}.run`] : []));
  }
  return { edits, touches };
}
