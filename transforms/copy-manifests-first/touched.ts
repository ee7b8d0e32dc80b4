// Commands on single files of the source, which an install that reads none of them can overtake: `chmod +x entrypoint.sh`.
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import { type FilePath, type Folder, baseName, child, isWithin, pathFrom } from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import { imagePathFrom, normalisePath } from '../../src/dockerfile/index.js';
import type { ShellCommand } from '../../src/shell/index.js';
import type { Around, Touch } from './reading.js';
import { plainWords, programOf } from './words.js';

/** Settings and lists that an install would read, were they there. */
const MAY_BE_READ = /rc$|\.(?:json|toml|lock|xml|config|conf|cfg|properties|ya?ml|txt|in)$/i;
const BUILD_FILES = ECOSYSTEMS.flatMap(({ buildFiles }) => buildFiles ?? []);

/** `+x`, `u=rwx,go=rx`, `0755`: the mode that chmod gives. */
const MODE = /^(?:[0-7]{3,4}|[ugoa]*[+=-][rwxXst]+(?:,[ugoa]*[+=-][rwxXst]+){0,5})$/;

/** The files of the source that a command works on by their names; `undefined` where it may work on others. */
export function filesTouched(
  command: ShellCommand,
  { cwd, destination, root, evidence: { repository } }: Around,
): readonly string[] | undefined {
  const name = programOf(command);
  if (cwd === undefined || command.place !== 'chain' || command.redirected || command.assignments.length > 0)
    return undefined;
  if (!programIs(name, 'namesItsPaths')) return undefined;
  const files: string[] = [];
  for (const { value, raw } of plainWords(command).slice(1)) {
    if (/^-(?:[a-zA-Z]*[rR]|-recursive)/.test(raw) || value === undefined) return undefined;
    if (raw.startsWith('-')) continue;
    const path = normalisePath(value.startsWith('/') ? value : `${cwd}/${value}`);
    if (!isWithin(path, destination)) {
      if (isWithin(destination, path)) return undefined;
      continue;
    }
    const inside = imagePathFrom(destination, path);
    if (!inside || /[*?[]/.test(inside)) return undefined;
    const kind = repository.kind(child(root, inside));
    if (kind === undefined && MODE.test(value)) continue;
    if (kind === 'directory' || (kind === undefined && mayBeRead(inside))) return undefined;
    files.push(path);
  }
  return files.length > 0 ? files : undefined;
}

function mayBeRead(path: string): boolean {
  return MAY_BE_READ.test(path) || BUILD_FILES.some((names) => names.test(baseName(path)));
}

/**
 * What has to be done to files before a line in front of the source can use them; `undefined` where a command works on
 * them and on others.
 * @param files of the line, by their paths in the image.
 */
export function repeated(touches: readonly Touch[], files: ReadonlySet<string>): readonly string[] | undefined {
  const found: string[] = [];
  for (const touch of touches) {
    const own = touch.files.filter((file) => files.has(file));
    if (own.length === 0) continue;
    if (own.length < touch.files.length) return undefined;
    found.push(touch.text);
  }
  return found;
}

/** Files of the repository, by their paths in the image. */
export function inImage(files: readonly FilePath[], destination: string, root: Folder): Set<string> {
  return new Set(files.map((file) => normalisePath(`${destination}/${pathFrom(root, file) ?? file}`)));
}
