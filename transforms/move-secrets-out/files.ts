// The files around the Compose file: `.env`, its example, and what git ignores.
import { type Change, type FilePath, type Repository, child, type Folder, wordList } from '../../src/model/index.js';
import { readEnvFile } from './names.js';

const EXAMPLES = wordList('.env.example .env.sample .env.template .env.dist env.example example.env sample.env');

/** A longer example is no list of variables. */
const LONGEST = 100_000;

/** True where the path is kept out of git, by a rule that stands or by one that a step of this plan has written. */
export function isIgnored(repository: Repository, folder: Folder, name: '.env' | 'secrets/'): boolean {
  const at = child(folder, name.replace('/', ''));
  // A rule for the folder, or for what is in it.
  if (repository.ignored(at) || (name.endsWith('/') && repository.ignored(child(at, 'x')))) return true;
  const own = repository.read(child(folder, '.gitignore')) ?? '';
  return own.split(/\r?\n/).some((line) => line.trim() === name || line.trim() === `/${name}`);
}

/** Names the variable in the example that people copy to `.env`; nothing where it is named, or git ignores the example. */
export function exampleChange(
  repository: Repository,
  folder: Folder,
  variables: readonly string[],
  eol: string,
): Change | undefined {
  const present = EXAMPLES.find((name) => repository.kind(child(folder, name)) === 'file');
  const file = child(folder, present ?? '.env.example');
  if (present === undefined) {
    if (repository.kind(file) !== undefined || repository.ignored(file)) return undefined;
    const lines = [
      '# Copy this file to .env, which git ignores, and fill in the values.',
      ...variables.map((name) => `${name}=`),
    ];
    return { kind: 'create', file, text: lines.map((line) => line + eol).join('') };
  }
  const text = repository.read(file);
  if (text === undefined || text.length > LONGEST) return undefined;
  const known = readEnvFile(text.replace(/^[ \t]*#[ \t]*(?=[A-Za-z_]\w*=)/gm, ''));
  return appended(
    file,
    text,
    variables.filter((name) => !known.has(name)).map((name) => `${name}=`),
  );
}

/** Keeps the path out of git where it is not: beside the Compose file, so that no other folder is spoken for. */
export function ignoreChange(
  repository: Repository,
  folder: Folder,
  name: '.env' | 'secrets/',
  eol: string,
): Change | undefined {
  if (isIgnored(repository, folder, name)) return undefined;
  const file = child(folder, '.gitignore');
  if (repository.kind(file) === undefined) return { kind: 'create', file, text: `${name}${eol}` };
  const text = repository.read(file);
  return text === undefined ? undefined : appended(file, text, [name]);
}

/** At the end, in the file's own line ends; a file that ends without one stays so. */
function appended(file: FilePath, text: string, lines: readonly string[]): Change | undefined {
  if (lines.length === 0) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const ended = text === '' || text.endsWith('\n');
  const added = lines.map((line) => (ended ? line + eol : eol + line)).join('');
  return { kind: 'edit', file, span: { start: text.length, end: text.length }, expect: '', text: added };
}
