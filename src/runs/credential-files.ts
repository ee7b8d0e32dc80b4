// Files that tell a tool who somebody is: which of those a build copies hold a credential. A value is looked at here, and
// never handed on.
import { baseName, isWithin, type FilePath, type Folder, type Repository, child } from '../model/index.js';
import {
  buildStates,
  contextPath,
  copiesFromContext,
  copyArguments,
  expandArgs,
  isWindows,
  type DockerfileDoc,
  type Instruction,
} from '../dockerfile/index.js';
import { CREDENTIAL_FILES, type CredentialFile, inAddresses, toolsCalled } from '../ecosystems/index.js';
import { isPlaceholder, NO_SECRET_VALUE } from '../knowledge/index.js';
import { programIs } from '../programs/index.js';
import { copySources } from './brought.js';

type Kind = CredentialFile &
  Required<Pick<CredentialFile, 'values'>> & { readonly reads: (program: string) => boolean };

/** Package managers, since their packages may lie in repositories of git. */
export function mayFetch(program: string): boolean {
  if (programIs(program, 'libraryManager')) return true;
  return toolsCalled(program).length > 0 && !programIs(program, 'interpreter');
}

/** git where it asks no server, and curl where it is not told to look into .netrc: https://curl.se/docs/manpage.html#-n */
function asksNobody([program = '', verb = '', ...rest]: readonly string[]): boolean {
  if (program === 'git') return !/^(?:-|(?:clone|fetch|pull|push|submodule|ls-remote|lfs|archive)$)/.test(verb);
  return program === 'curl' && ![verb, ...rest].some((word) => /^(?:--netrc|-[a-zA-Z]*n)/.test(word));
}

const GENERAL: readonly Kind[] = [
  {
    // Source: https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
    file: '.netrc',
    values: inNetrc,
    reads: (program) => programIs(program, 'fetches') || mayFetch(program),
    isIdle: asksNobody,
  },
  {
    // Source: https://git-scm.com/docs/git-credential-store#_storage_format
    file: '.git-credentials',
    values: inAddresses,
    reads: (program) => program === 'git' || mayFetch(program),
    isIdle: asksNobody,
  },
];

function inNetrc(text: string): readonly string[] {
  if (!/\b(?:machine|default)\b/.test(text)) return [];
  return [...text.matchAll(/\bpassword[ \t\r\n]{1,20}(\S{1,2000})/g)].map(([, value]) => value!);
}

/** A kind of file for each ecosystem that reads one of that name. */
const KINDS: readonly Kind[] = [
  ...CREDENTIAL_FILES.flatMap((each) => (each.values ? [{ ...each, values: each.values }] : [])),
  ...GENERAL,
];

/** A file that tools read to know who somebody is. */
export interface CredentialCopy {
  readonly path: FilePath;
  readonly kind: Kind;
  /**
   * `written`: a credential stands in it. `named`: variables or words stand where credentials would. `absent`: it is not
   * there, and git would ignore it.
   */
  readonly holds: 'written' | 'named' | 'absent';
  /** Variables that stand in the place of credentials. */
  readonly names: readonly string[];
}

/** The kind of a file, by its path in the repository or in an image. */
export function credentialKind(path: string): Kind | undefined {
  return KINDS.find(({ file, also }) => path === file || path.endsWith(`/${file}`) || also?.test(path));
}

const REFERENCE = /^(?:Bearer )?(?:\$\{[^}]{0,200}\}|\$[A-Za-z_]\w*|%[A-Za-z_]\w*%|__\w+__|\{\{|<)/;

type Held = Pick<CredentialCopy, 'holds' | 'names'>;

/** Whether credentials stand in a text, or what stands for them; `undefined` where there is none. */
function credentialsIn({ values }: Kind, text: string): Held | undefined {
  const found = values(text);
  if (found.length === 0) return undefined;
  const isWritten = found.some(
    (value) => !REFERENCE.test(value) && !isPlaceholder(value) && !NO_SECRET_VALUE.test(value),
  );
  const names = found.flatMap((value) =>
    [...value.matchAll(/[$%]\{?(?:env\.)?([A-Za-z_]\w*)/g)].map(([, name]) => name!),
  );
  return { holds: isWritten ? 'written' : 'named', names };
}

/** The credential files that COPY and ADD bring from the build context, each once. */
export function credentialCopies(doc: DockerfileDoc, context: Folder, repository: Repository): CredentialCopy[] {
  const found = new Map<FilePath, CredentialCopy>();
  for (const instruction of copiesFromContext(doc)) {
    if (isWindows(doc, instruction)) continue;
    for (const { path, target } of broughtFrom(doc, instruction, context, repository)) {
      const kind = credentialKind(path) ?? credentialKind(target);
      if (!kind || found.has(path)) continue;
      const held = heldBy(kind, path, repository);
      if (held) found.set(path, { path, kind, ...held });
    }
  }
  return [...found.values()];
}

function heldBy(kind: Kind, path: FilePath, repository: Repository): Held | undefined {
  if (repository.kind(path) === undefined) return repository.ignored(path) ? { holds: 'absent', names: [] } : undefined;
  const text = repository.read(path);
  return text === undefined ? undefined : credentialsIn(kind, text);
}

/** Names of such files that may lie at the top of a folder that is copied. */
const NAMES = [...new Set(KINDS.map(({ file }) => file))];

function* broughtFrom(
  doc: DockerfileDoc,
  instruction: Instruction,
  context: Folder,
  repository: Repository,
): Generator<{ readonly path: FilePath; readonly target: string }> {
  const { sources = [], destination: target = '' } = copyArguments(instruction) ?? {};
  const { variables } = buildStates(doc)[instruction.index]!;
  for (const source of sources) {
    const plain = expandArgs(source, variables);
    if (plain === undefined || plain.startsWith('<<') || /^[a-z+]+:\/\//i.test(plain)) continue;
    for (const each of copySources(plain, context, repository)) {
      const path = contextPath(context, each);
      if (path === undefined) continue;
      if (path !== '' && repository.kind(path) !== 'directory') yield { path, target };
      else
        for (const name of NAMES)
          if (repository.kind(child(path, name)) === 'file') yield { path: child(path, name), target };
    }
  }
}

/** Names of private keys of SSH. Source: https://man.openbsd.org/ssh-keygen#FILES */
const KEY_NAME = /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/;
const PRIVATE_KEY = /^-----BEGIN (?:[A-Z]{1,20} )?PRIVATE KEY-----/;

/** True for a private key that a COPY puts where SSH looks for one. */
export function isSshKey(path: FilePath, target: string, repository: Repository): boolean {
  if (baseName(path).endsWith('.pub')) return false;
  const isNamed = KEY_NAME.test(baseName(path)) || KEY_NAME.test(baseName(target));
  const text = repository.kind(path) === 'file' ? repository.read(path) : undefined;
  if (text !== undefined) return PRIVATE_KEY.test(text) && (isNamed || /(?:^|\/)\.ssh(?:\/|$)/.test(target));
  return isNamed && !isWithin(path, '.git');
}
