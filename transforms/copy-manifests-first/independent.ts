// Which commands of a RUN read and change nothing of the source.
import { type Context, type Folder, child, isWithin } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  buildStates,
  expandArgs,
  normalisePath,
  type DockerfileDoc,
  type Instruction,
  imagePathFrom,
} from '../../src/dockerfile/index.js';
import { isOfDistribution, packageCommand } from '../../src/runs/index.js';
import type { ShellCommand, ShellWord } from '../../src/shell/index.js';
import { readsNothingWith } from './programs.js';
import { plainWords, programOf } from './words.js';

type Evidence = Context['evidence'];

/** A command that reads and changes nothing of the source. */
export function isIndependent(
  doc: DockerfileDoc,
  instruction: Instruction,
  command: ShellCommand,
  cwd: string | undefined,
  destination: string,
  root: Folder,
  evidence: Evidence,
): boolean {
  const words = plainWords(command);
  if (words.length === 0)
    return !/\$\(|`/.test(instruction.shellText.slice(command.start, command.end)) || command.assignments.length > 0;
  if (command.redirected && !redirectsAway(instruction.shellText.slice(command.start, command.end), destination, cwd))
    return false;
  const name = programOf(command);
  if (name === undefined) return false;
  const call = packageCommand(command);
  if (call && isOfDistribution(call.manager))
    return !words.some(({ raw }) => /^\.{1,2}\/|\.(?:deb|rpm|apk)$/.test(raw));
  const rest = words.slice(1);
  const verbs = rest.filter(({ raw }) => !raw.startsWith('-')).map(({ value, raw }) => value ?? raw);
  // A virtual environment in the source would be mixed with one of the build context.
  const isVenv =
    name === 'virtualenv' || (/^python[\d.]*$/.test(name) && rest[0]?.value === '-m' && rest[1]?.value === 'venv');
  if (isVenv) return !rest.slice(1).some((word) => mayBeIn(doc, instruction, word, cwd, destination));
  if (programIs(name, 'needsNoFile')) return !rest.some((word) => leadsIn(word, destination));
  const known = readsNothingWith(name);
  if (known)
    return (
      known(
        verbs,
        rest.map(({ value, raw }) => value ?? raw),
      ) && !rest.some((word) => leadsIn(word, destination))
    );
  if (!programIs(name, 'namesItsPaths')) return false;
  return !rest.some((word) => leadsIn(word, destination) || isOfSource(word, cwd, destination, root, evidence));
}

/** `> /etc/x`, `2>/dev/null`, `2>&1`: not into the source. */
function redirectsAway(text: string, destination: string, cwd: string | undefined): boolean {
  for (const match of text.matchAll(/(?:\d|&)?(?:>>?|<)\s*(&\d|[^\s;&|<>]+)/g)) {
    const target = match[1]!.replace(/^["']|["']$/g, '');
    if (target.startsWith('&')) continue;
    if (target.includes('$')) return false;
    const path = target.startsWith('/') ? target : cwd === undefined ? undefined : `${cwd}/${target}`;
    if (path === undefined || isWithin(normalisePath(path), destination)) return false;
  }
  return true;
}

/** A path that lies in the source with its variables filled in, or one that they leave open. */
function mayBeIn(
  doc: DockerfileDoc,
  instruction: Instruction,
  { value, raw }: ShellWord,
  cwd: string | undefined,
  destination: string,
): boolean {
  if (raw.startsWith('-') || value === 'venv') return false;
  const text = value ?? expandArgs(raw.replace(/^"(.*)"$/, '$1'), buildStates(doc)[instruction.index]!.variables);
  if (text === undefined) return true;
  if (!text.startsWith('/') && cwd === undefined) return true;
  return isWithin(normalisePath(text.startsWith('/') ? text : `${cwd}/${text}`), destination);
}

/** An absolute path that is in the source, or above it. */
function leadsIn({ value, raw }: ShellWord, destination: string): boolean {
  const text = value ?? raw;
  const path = /(?:^|=)(\/[^$*?]*)/.exec(text)?.[1];
  if (path === undefined) return false;
  const plain = normalisePath(path);
  return (
    isWithin(plain, destination) || (isWithin(destination, plain) && plain !== '/') || text === '/' || text === '/*'
  );
}

/** A relative path of something in the source, or one that a variable leaves open. */
function isOfSource(
  { value, raw }: ShellWord,
  cwd: string | undefined,
  destination: string,
  root: Folder,
  { repository }: Evidence,
): boolean {
  const text = value ?? raw;
  if (text.startsWith('-') || text.startsWith('/') || text.startsWith('~') || text.includes('://')) return false;
  if (value === undefined && /[$`]/.test(raw)) return !/^["']?(?:https?:|\/)/.test(raw);
  if (cwd === undefined) return true;
  const path = normalisePath(`${cwd}/${text}`);
  if (!isWithin(path, destination)) return isWithin(destination, path);
  const inside = imagePathFrom(destination, path);
  if (!inside || /[*?[]/.test(inside)) return true;
  return repository.kind(child(root, inside)) !== undefined;
}
