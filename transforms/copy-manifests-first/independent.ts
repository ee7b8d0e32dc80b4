// Which commands of a RUN read and change nothing of the source.
import { type FilePath, child, isWithin } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import { buildStates, expandArgs, normalisePath, imagePathFrom } from '../../src/dockerfile/index.js';
import { isOfDistribution, packageCommand } from '../../src/runs/index.js';
import type { ShellCommand, ShellWord } from '../../src/shell/index.js';
import { readsNothingWith } from './programs.js';
import type { Around } from './reading.js';
import { plainWords, programOf } from './words.js';

/** A command that reads and changes nothing of the source. */
export function isIndependent(command: ShellCommand, around: Around): boolean {
  const { instruction, cwd, destination } = around;
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
  if (makesEnvironment(command)) return !rest.slice(1).some((word) => mayBeIn(word, around));
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
  // What is not in the repository may be in the build context of somebody's machine, and is removed for that.
  if (/^(?:rm|rmdir|unlink)$/.test(name) && rest.some((word) => mayBeIn(word, around))) return false;
  return !rest.some((word) => leadsIn(word, destination) || isOfSource(word, around));
}

function makesEnvironment(command: ShellCommand): boolean {
  const [, option, module] = plainWords(command);
  const name = programOf(command) ?? '';
  return name === 'virtualenv' || (/^python[\d.]*$/.test(name) && option?.value === '-m' && module?.value === 'venv');
}

/** The folder of the source in which a command makes a virtual environment, where the repository has nothing there. */
export function environmentIn(
  command: ShellCommand,
  { doc, instruction, cwd, destination, root, evidence: { repository } }: Around,
): FilePath | undefined {
  if (!makesEnvironment(command) || command.redirected) return undefined;
  const [word, ...options] = plainWords(command).slice(1).reverse();
  const isPlain = options.every(({ raw }) => /^(?:-m|venv|--clear|--copies|--upgrade-deps)$/.test(raw));
  if (!isPlain || !word || word.raw.startsWith('-')) return undefined;
  const { variables } = buildStates(doc)[instruction.index]!;
  const text = word.value ?? expandArgs(word.raw.replace(/^"(.*)"$/, '$1'), variables);
  if (text === undefined || (cwd === undefined && !text.startsWith('/'))) return undefined;
  const inside = imagePathFrom(destination, normalisePath(text.startsWith('/') ? text : `${cwd}/${text}`));
  if (!inside) return undefined;
  const path = child(root, inside);
  return repository.kind(path) === undefined ? path : undefined;
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
function mayBeIn({ value, raw }: ShellWord, { doc, instruction, cwd, destination }: Around): boolean {
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
function isOfSource({ value, raw }: ShellWord, { cwd, destination, root, evidence: { repository } }: Around): boolean {
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
