// Paths: where the program stands, what is copied, and the script it starts with.
import { type Context, child, type Folder, baseName, withSuffix } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { imageProfile } from '../../knowledge/index.js';
import {
  contextPath,
  copyArguments,
  isDockerignored,
  parseDockerignore,
  type DockerfileDoc,
  type DockerignoreRule,
  type Instruction,
  type Stage,
  isCopy,
} from '../../dockerfile/index.js';
import { scriptReader } from '../../runs/index.js';
import { defineReport, findingOn, listNames, shorten, type DockerfileReport, type Found } from './define.js';
import { factsOf, outcomeOf, runtimeStages } from './facts.js';

const SYSTEM_DIRECTORY = /^\/(?:(?:usr\/)?(?:bin|sbin|lib|lib32|lib64)|boot|etc|var|usr|(?:dev|proc|sys)(?:\/.*)?)\/?$/;
/** Not /sys/fs/cgroup: systemd in a container wants it. */
const KERNEL_DIRECTORY = /^\/(?:dev|proc|sys)(?:\/(?!fs\/cgroup).*)?$|^\/$/;

function systemDirectories(doc: DockerfileDoc, context: Context): Found[] {
  const all: Found[] = [];
  for (const stage of runtimeStages(doc, context)) {
    const { workdir } = outcomeOf(stage);
    const path = workdir?.args.replace(/^(["'])(.*)\1$/, '$2');
    if (workdir && path !== undefined && SYSTEM_DIRECTORY.test(path))
      all.push(findingOn(doc, workdir, `the program starts in ${shorten(path)}, a directory of the system`));
  }
  for (const instruction of factsOf(doc).of('VOLUME')) {
    const paths = instruction.execForm ?? instruction.words().map(({ text }) => text);
    const path = paths.find((each) => KERNEL_DIRECTORY.test(each));
    if (path !== undefined)
      all.push(findingOn(doc, instruction, `a volume over ${shorten(path)} hides what the system keeps there`));
  }
  return all;
}

/** COPY to a relative path before any WORKDIR, on a base image that works in /. One finding a stage. */
function relativeDestinations(doc: DockerfileDoc): Found[] {
  const all: Found[] = [];
  const placed = new Set<Stage>();
  for (const stage of doc.stages) {
    if (stage.base && placed.has(stage.base)) placed.add(stage);
    const loose = placed.has(stage) ? undefined : firstRelative(stage);
    if (stage.instructions.some(({ keyword }) => keyword === 'WORKDIR')) placed.add(stage);
    if (!loose || factsOf(doc).windows.has(stage) || stage.rootImage === undefined) continue;
    if (imageProfile(stage.rootImage)?.workdir !== '/') continue;
    all.push(
      findingOn(
        doc,
        loose.copy,
        `${shorten(loose.destination, 40)} is relative and no WORKDIR is set, so it lands in /`,
      ),
    );
  }
  return all;
}

function firstRelative(stage: Stage): { copy: Instruction; destination: string } | undefined {
  for (const copy of stage.instructions) {
    if (copy.keyword === 'WORKDIR') return undefined;
    if (!isCopy(copy)) continue;
    const destination = copyArguments(copy)?.destination;
    if (destination !== undefined && !/^[/$\\]|^[A-Za-z]:/.test(destination)) return { copy, destination };
  }
  return undefined;
}

/** The rules that hold for one context: those beside the Dockerfile, else those of the context. */
function ignoreRules(doc: DockerfileDoc, directory: Folder, { evidence }: Context): readonly DockerignoreRule[] {
  const own = evidence.repository.read(withSuffix(doc.file, '.dockerignore'));
  const text = own ?? evidence.repository.read(child(directory, '.dockerignore'));
  return text === undefined ? [] : parseDockerignore(text);
}

/** Globs, variables, heredocs, addresses, and the whole context. */
const NO_PLAIN_PATH = /[*?[$]|^<<|^[a-z]+:\/\/|^\.?\/?$/i;

function ignoredCopies(doc: DockerfileDoc, context: Context): Found[] {
  const contexts = context.evidence.contexts(doc.file);
  if (contexts.length !== 1) return [];
  const directory = contexts[0]!;
  const all: Found[] = [];
  let rules: readonly DockerignoreRule[] | undefined;
  for (const keyword of ['COPY', 'ADD']) {
    for (const instruction of factsOf(doc).of(keyword)) {
      if (instruction.flag('from')) continue;
      const named = copyArguments(instruction)?.sources.filter((source) => !NO_PLAIN_PATH.test(source)) ?? [];
      if (named.length === 0) continue;
      rules ??= ignoreRules(doc, directory, context);
      if (rules.length === 0) return [];
      const known = rules;
      const hidden = named.filter((source) => isHidden(known, directory, source, context));
      if (hidden.length > 0)
        all.push(findingOn(doc, instruction, `.dockerignore hides ${listNames(hidden)} from the build`));
    }
  }
  return all;
}

function isHidden(
  rules: readonly DockerignoreRule[],
  directory: Folder,
  source: string,
  { evidence }: Context,
): boolean {
  const path = contextPath(directory, source);
  if (path === undefined || path === '' || path === directory) return false;
  const inside = directory === '' ? path : path.slice(directory.length + 1);
  if (!isDockerignored(rules, inside)) return false;
  // A later `!folder/file` keeps part of a folder that is hidden as a whole.
  if (rules.some(({ negated, pattern }) => negated && (pattern.startsWith(`${inside}/`) || pattern.startsWith('*'))))
    return false;
  // Only what stands there shows that the context is the right one.
  return evidence.repository.kind(path) !== undefined;
}

function scriptOf(start: Instruction): string | undefined {
  const words = start.execForm ?? (start.words().length <= 3 ? start.words().map(({ text }) => text) : []);
  const script = programIs(baseName(words[0] ?? ''), 'shell') ? words[1] : words[0];
  return script !== undefined && /\.sh$/.test(script) && !script.includes('$') ? script : undefined;
}

/** The last command of a script, where it is a line of its own at the left margin; `undefined` for anything else. */
function lastLine(script: string): string | undefined {
  if (/(?:^|\n)[ \t]*trap\b/.test(script)) return undefined; // it has to be there to handle the signal
  const lines = script.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at]!;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    return /^\s|[&|;]|<</.test(line) ? undefined : line.trim();
  }
  return undefined;
}

function withoutExec(doc: DockerfileDoc, context: Context): Found[] {
  for (const stage of runtimeStages(doc, context)) {
    const { entrypoint, cmd } = outcomeOf(stage);
    const start = entrypoint ?? cmd;
    const path = start && scriptOf(start);
    if (!start || path === undefined || factsOf(doc).windows.has(stage)) continue;
    const { repository } = context.evidence;
    const script = scriptReader(context.evidence.contexts(doc.file), (file) => repository.read(file))(path);
    const last = script?.startsWith('#!') ? lastLine(script) : undefined;
    if (last === undefined) continue;
    const word = last.split(/\s/, 1)[0]!;
    const args = /^"?\$(?:@|\*|\{@\})"?$/.test(last);
    if (!args && !programIs(baseName(word), 'mainProgram')) continue;
    return [
      findingOn(
        doc,
        start,
        `${shorten(path)} ends with ${args ? '"$@"' : shorten(word, 30)} without exec, so the program never gets the signal to stop`,
      ),
    ];
  }
  return [];
}

export const fileReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'system-directory',
    rule: 'workdir-or-volume-on-system-directory',
    rules: ['DS-0030', 'DKL-DI-0002'],
    summary: 'A program that starts in a system directory, or a volume over one.',
    find: systemDirectories,
  }),
  defineReport({
    id: 'relative-copy-without-workdir',
    rule: 'copy-to-relative-path',
    rules: ['DL3045'],
    summary: 'COPY to a relative path without a WORKDIR.',
    reason:
      'The program may be started by a path that counts on /, and another directory would have to be given to it as well.',
    find: relativeDestinations,
  }),
  defineReport({
    id: 'copy-of-ignored-file',
    rule: 'copy-of-hidden-file',
    rules: ['BK CopyIgnoredFile'],
    summary: 'COPY of a path that .dockerignore leaves out of the context.',
    find: ignoredCopies,
  }),
  defineReport({
    id: 'entrypoint-without-exec',
    rule: 'entry-point-script-without-exec',
    rules: ['HF1002'],
    summary: 'A start script that stays the first process because its last command has no exec.',
    find: withoutExec,
  }),
];
