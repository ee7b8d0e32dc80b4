import { isStop, type Stop, stop, factOf, parent, type Folder, child } from '../../src/model/index.js';
import type { DockerfileDoc, Instruction, Pair } from '../../src/dockerfile/index.js';
import { rewritePair } from './edits.js';
import { instructions, rewriteDockerfile, type DockerfileContext } from '../../src/rewrites/index.js';

// Names that need no quoting themselves.
const KEY = /^[A-Za-z_][\w./-]*$/;

export const transform = rewriteDockerfile({
  meta: {
    id: 'env-equals',
    title: 'Write ENV and LABEL with an equals sign',
    why: 'Docker deprecates the form with a blank: everything behind it is one value, so a second variable or a comment on the line becomes part of the first. The value stays the same.',
    summary: 'Rewrites `ENV key value` and `LABEL key value` to `key=value`, quoted where the value has blanks.',
    target: 'dockerfile',
    phase: 'runtime',
    ceiling: 'safe',
    rules: ['BK LegacyKeyValueFormat'],
    hints: ['env', 'label'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/build-checks/legacy-key-value-format/'],
  },
  on: instructions('ENV', 'LABEL'),
  judge(instruction, context) {
    const { doc } = context;
    const pair = legacyPair(instruction);
    if (!pair) return undefined;
    const edits =
      doubt(doc, instruction, pair) ?? rewritten(context, instruction, pair) ?? rewritePair(doc, instruction, pair);
    return isStop(edits) ? edits : { edits, touches: [], seen: 'the value reads the same in both forms' };
  },
});

function legacyPair(instruction: Instruction): Pair | undefined {
  const { legacy, pairs } = instruction.pairs();
  const pair = pairs[0];
  if (!legacy || !pair || !KEY.test(pair.key)) return undefined;
  return pair;
}

/** What makes it doubtful that the one value Docker reads is the one that was meant. */
function doubt(doc: DockerfileDoc, instruction: Instruction, { key, rawValue = '', end }: Pair): Stop | undefined {
  const name = key.slice(0, 60);
  if (rawValue.startsWith('=')) {
    return stop(
      'ambiguous',
      `Docker sets ${name} to a value that begins with "="; write ${name}=value without blanks if that is not meant`,
    );
  }
  if (/\$\(|`/.test(rawValue)) {
    return stop(
      'ambiguous',
      `Docker does not run the command in the value of ${name}; set it in a RUN or as a build argument, or quote the value`,
    );
  }
  const words = withoutQuoted(rawValue).split(/\s+/);
  if (words.some((word, at) => at > 0 && word.startsWith('#'))) {
    return stop(
      'ambiguous',
      `Docker takes the text behind # as part of ${name}; move the comment to a line of its own, or quote the value`,
    );
  }
  if (words.some((_, at) => looksLikePair(words, at)) || namesOnLaterLines(doc, instruction, end)) {
    return stop(
      'ambiguous',
      `Docker takes the rest of the line as one value of ${name}, although it looks like several; write each as key=value, or quote the value`,
    );
  }
  return undefined;
}

/** The value with quoted text as one word without content, so that `=` and `#` in it count for nothing. */
function withoutQuoted(raw: string): string {
  return raw.replace(/"[^"]*"|'[^']*'/g, '""');
}

/** True for `name=...` and `name = ...` that are no option's value (`-p ttl=3600`). */
function looksLikePair(words: readonly string[], at: number): boolean {
  if (at === 0 || words[at - 1]!.startsWith('-')) return false;
  const match = /^[A-Za-z_][\w.-]*(=?)/.exec(words[at]!);
  if (!match) return false;
  return match[1] === '=' || (match[0] === words[at] && (words[at + 1]?.startsWith('=') ?? false));
}

/** True when a line of a value over several lines begins like another variable: `JAVA_HOME /usr/lib/jvm`. */
function namesOnLaterLines(doc: DockerfileDoc, instruction: Instruction, end: number): boolean {
  const last = doc.lines.lineAt(instruction.body.toSource(Math.max(end - 1, 0)));
  for (let line = instruction.line + 1; line <= last; line++) {
    const { start, end: stop } = doc.lines.contentOf(line);
    if (/^[\t ]*[A-Z_][A-Z0-9_]{2,}[\t ]+\S/.test(doc.text.slice(start, stop))) return true;
  }
  return false;
}

// Where projects keep what writes new versions into their Dockerfiles.
const REWRITERS = ['update.sh', 'update.py', 'Makefile', 'renovate.json'];

interface Script {
  readonly path: string;
  readonly text: string;
}

/** The scripts beside the Dockerfile and in the root that may look for a line as it is: `sed 's/^ENV VERSION .*$/...'`. */
function readRewriters({ doc, evidence: { repository } }: DockerfileContext): Script[] {
  const folder = parent(doc.file);
  const scripts: Script[] = [];
  for (const root of new Set<Folder>(['', folder])) {
    for (const name of REWRITERS) {
      const path = child(root, name);
      const text = path && repository.kind(path) === 'file' ? repository.read(path) : undefined;
      if (path && text) scripts.push({ path, text });
    }
  }
  return scripts;
}

function rewritten(context: DockerfileContext, { keyword }: Instruction, { key }: Pair): Stop | undefined {
  const script = factOf(context, readRewriters).find(({ text }) => looksFor(text, `${keyword} ${key}`));
  if (!script) return undefined;
  return stop(
    'used-later',
    `${script.path} looks for "${keyword} ${key.slice(0, 60)}" with a blank behind it; change it together with the line`,
  );
}

function looksFor(text: string, line: string): boolean {
  for (let at = text.indexOf(line); at !== -1; at = text.indexOf(line, at + 1)) {
    if (!/[\w=.]/.test(text[at + line.length] ?? '=')) return true;
  }
  return false;
}
