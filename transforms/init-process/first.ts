import { isCopy } from '../../src/dockerfile/index.js';
import { type Evidence, type FilePath, baseName, resolveFile } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { serviceEvidence, type ServiceView } from '../../src/services/index.js';

/** A program that does not work as the first process, and what shows that it is the one. */
export interface First {
  readonly program: string;
  readonly evidence: Evidence;
}

/**
 * The first process of a container where it is known, from the service and the Dockerfile, to be one that needs an init.
 * `undefined` where another runs, or something that was not read has a say in it.
 */
export function firstProcess(view: ServiceView): First | undefined {
  const words = startWords(view);
  return words && judge(view, words, 0);
}

/** Entry point and command together; `undefined` where the entry point of an image that was not read comes first. */
function startWords({ runs }: ServiceView): readonly string[] | undefined {
  const { built } = runs;
  if (runs.entrypoint && runs.entrypoint.length > 0) return [...runs.entrypoint, ...(runs.command ?? [])].map(bare);
  const command = runs.command?.map(bare) ?? inShell(built?.command);
  if (built?.entrypoint) return [...inShell(built.entrypoint), ...command];
  const base = built ? built.base : runs.image;
  const profile = base === undefined ? undefined : imageProfile(base);
  // The entry point of node runs the command with exec.
  if (!profile || (profile.setsEntrypoint !== false && profile.image !== 'node')) return undefined;
  return command.length > 0 ? command : undefined;
}

function inShell(written: { readonly text: string; readonly exec?: readonly string[] } | undefined): readonly string[] {
  if (!written) return [];
  return written.exec ?? ['sh', '-c', ...written.text.split(/\s+/).filter((word) => word !== '')];
}

function bare(word: string): string {
  return word.replace(/^["']|["']$/g, '');
}

function judge(view: ServiceView, words: readonly string[], depth: number): First | undefined {
  const [first, ...rest] = words;
  if (first === undefined || depth > 3) return undefined;
  if (words.some((word) => programIs(baseName(word), 'handlesSignals'))) return undefined;
  const name = baseName(first);
  if (name === 'exec' || name === 'env') return judge(view, rest, depth + 1);
  if (programIs(name, 'ignoresSignals') && rest.length > 0) return { program: name, evidence: shown(view, words) };
  if (programIs(name, 'shell') && /^-[a-z]*c$/.test(rest[0] ?? '')) return inCommand(view, rest.slice(1), name, depth);
  const script = programIs(name, 'shell') ? rest.find((word) => !word.startsWith('-')) : first;
  if (script === undefined || !/\.sh$|entrypoint/.test(script)) return undefined;
  return inScript(view, script, rest, depth);
}

/** `sh -c`: a shell with several commands stays; with one, it may be replaced by it. */
function inCommand(view: ServiceView, parts: readonly string[], shell: string, depth: number): First | undefined {
  const text = parts.join(' ');
  if (/\bexec\b|\bwait\b|&\s*$|[^&]&[^&]/.test(text)) return undefined;
  if (/&&|;|\|\|/.test(text)) return { program: shell, evidence: shown(view, [shell, '-c', ...parts]) };
  return judge(
    view,
    text.split(/\s+/).filter((word) => word !== ''),
    depth + 1,
  );
}

/** A script that does not hand over with exec stays the first process. */
function inScript(view: ServiceView, script: string, rest: readonly string[], depth: number): First | undefined {
  const found = readScript(view, script);
  if (!found) return undefined;
  const { path, text } = found;
  // Another script that it reads may hand over, and one that traps signals or waits does the work of an init.
  if (/\btrap\b|\bwait\b|^[ \t]*(?:\.|source)\s/m.test(text)) return undefined;
  const line = text.split('\n').findLast((each) => /^\s*exec\s+\S/.test(each));
  if (line === undefined) {
    const says = `${path} is the first process: it does not hand over with exec`;
    return { program: baseName(script), evidence: { says, from: { kind: 'source', file: path } } };
  }
  const target = line.trim().split(/\s+/).slice(1).map(bare);
  const arguments_ = rest.filter((word) => word !== script);
  return judge(
    view,
    target.flatMap((word) => (/^\$\{?[@*]\}?$/.test(word) ? arguments_ : [word])),
    depth + 1,
  );
}

function readScript({ around, runs }: ServiceView, script: string): { path: FilePath; text: string } | undefined {
  const { built } = runs;
  const name = baseName(script);
  const copied = built?.chain.flatMap(({ instructions }) =>
    instructions.flatMap((each) => (isCopy(each) ? (each.execForm ?? each.words().map(({ text }) => text)) : [])),
  );
  for (const word of [...(copied ?? []), name]) {
    if (baseName(word) !== name) continue;
    const path = resolveFile(built?.context ?? around.folder, word.replace(/^\/+/, ''));
    const text = path && around.context.evidence.repository.read(path);
    if (path && text !== undefined) return { path, text };
  }
  return undefined;
}

function shown({ service, around, runs }: ServiceView, words: readonly string[]): Evidence {
  const several = programIs(baseName(words[0] ?? ''), 'shell');
  const started = several ? 'a shell with several commands' : words.slice(0, 3).join(' ');
  const says = `${service.name} starts ${started}`;
  const written = runs.built?.command ?? runs.built?.entrypoint;
  if (runs.command || runs.entrypoint || !runs.built || !written) return serviceEvidence(around.doc, service, says);
  const { keyword, line } = written.instruction;
  const from = { kind: 'source', file: runs.built.file, line: line + 1, quote: `${keyword} ${written.text}` } as const;
  return { says, from };
}
