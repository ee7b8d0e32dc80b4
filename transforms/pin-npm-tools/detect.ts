// What npm, yarn, pnpm and npx install by name in a RUN.
import { type Context, type FilePath, child, type Folder, exactPattern } from '../../src/model/index.js';
import { buildContexts, type DockerfileDoc, type Instruction, isCopy } from '../../src/dockerfile/index.js';
import {
  plainPackages,
  hasOption,
  isSetFor,
  packageCommand,
  shellRuns,
  isShownBefore,
  type PackageCommand,
} from '../../src/runs/index.js';
import type { ShellCommand, ShellWord } from '../../src/shell/index.js';

/** A package without a version. */
export interface Bare {
  readonly instruction: Instruction;
  readonly name: string;
  readonly word: ShellWord;
  /** Offsets in the word's value: what stands behind the name, `@latest` or nothing. */
  readonly from: number;
  readonly to: number;
  readonly ownRegistry: boolean;
}

/** Options of npm, yarn and pnpm that take no value. */
const FLAGS = exactPattern(
  `
  -dd -ddd --global --save --save-dev --save-prod --save-optional --save-exact --save-peer --dev --exact --silent
  --quiet --verbose --force --production --unsafe-perm --allow-root --legacy-peer-deps --ignore-scripts
  --ignore-engines --offline --prefer-offline --yes --frozen-lockfile --pure-lockfile --non-interactive --strict-ssl
  --progress --audit --fund --ignore-workspace-root-check --workspace-root --package-lock --foreground-scripts
  --shamefully-hoist`,
  { also: [/-[gDSEPOBsqdfgyW]+/, /--no-[a-z-]+/] },
);
const OWN_REGISTRY = ['NPM_CONFIG_REGISTRY', 'npm_config_registry', 'YARN_REGISTRY', 'NPM_CONFIG_USERCONFIG'];
const CONFIGURES =
  /\b(?:npm|yarn|pnpm) (?:config|c) set (?:--global |-g )?["']?[^\s&;]{0,100}registry|\bnpm set registry|\.npmrc\b|\bnrm use\b|\byarnrc/;
const NAME = /^((?:@[\w.~-]+\/)?[a-z0-9~][\w.~-]*)(@latest)?$/i;
/** Values of options that take true and false, and what npm is asked for in its newest version everywhere. */
const NO_NAMES: ReadonlySet<string> = new Set(['true', 'false', 'null', 'npm']);
const HAS_PROJECT = /\bnpm init\b|\byarn init\b|\bpnpm init\b|\bgit clone\b|package\.json/;

export function bareNames(doc: DockerfileDoc, context: Pick<Context, 'group' | 'evidence'>): Bare[] {
  const found: Bare[] = [];
  for (const instruction of shellRuns(doc)) {
    for (const command of instruction.shell.commands) {
      const call = packageCommand(command);
      const words = call ? namesOf(doc, instruction, call, context) : npxName(doc, instruction, command, context);
      const ownRegistry = words.length > 0 && hasOwnRegistry(doc, instruction, command, call);
      for (const word of words) {
        const read = NAME.exec(word.value ?? '');
        if (!read || NO_NAMES.has(read[1]!) || /\.(?:tgz|tar|gz)$/.test(read[1]!)) continue;
        const from = read[1]!.length;
        found.push({ instruction, name: read[1]!, word, from, to: from + (read[2] ?? '').length, ownRegistry });
      }
    }
  }
  return found;
}

function hasOwnRegistry(
  doc: DockerfileDoc,
  instruction: Instruction,
  command: ShellCommand,
  call: PackageCommand | undefined,
): boolean {
  if (call && hasOption(call, '--registry', '--userconfig')) return true;
  if (command.words.some(({ raw }) => raw.startsWith('--registry'))) return true;
  if (isSetFor(doc, instruction, command, OWN_REGISTRY)) return true;
  return isShownBefore(doc, instruction, namesRegistry);
}

function namesRegistry({ args }: Instruction): boolean {
  return CONFIGURES.test(args);
}

function namesOf(
  doc: DockerfileDoc,
  instruction: Instruction,
  call: PackageCommand,
  context: Pick<Context, 'group' | 'evidence'>,
): readonly ShellWord[] {
  const { manager, verb, command } = call;
  if (manager !== 'npm' && manager !== 'yarn' && manager !== 'pnpm') return [];
  if (verb !== 'add' && (manager === 'yarn' || (verb !== 'install' && verb !== 'i'))) return [];
  if (hasOption(call, '--tag', '--dry-run', '--help')) return [];
  const isGlobal =
    hasOption(call, '-g', '--global', '--location') ||
    (manager === 'yarn' && command.words.some(({ value }) => value === 'global'));
  if (!isGlobal && hasProject(doc, instruction, context)) return [];
  return plainPackages(call, FLAGS);
}

/** A project's own package.json says which versions it takes; where none is seen to be there, nothing does. */
function hasProject(
  doc: DockerfileDoc,
  instruction: Instruction,
  context: Pick<Context, 'group' | 'evidence'>,
): boolean {
  const { repository } = context.evidence;
  const contexts = buildContexts(doc, context);
  const named = (folder: Folder): FilePath => child(folder, 'package.json');
  if (contexts.length === 0 || contexts.some((folder) => repository.kind(named(folder)) !== undefined)) return true;
  return isShownBefore(doc, instruction, mayBringProject);
}

/** What a folder or another stage brings is not looked into. */
function mayBringProject(instruction: Instruction): boolean {
  const { args } = instruction;
  if (HAS_PROJECT.test(args)) return true;
  return isCopy(instruction) && !/^\S+\.(?:sh|js|json|conf|ya?ml|toml|txt)\s+\S+$/.test(args);
}

/** npx runs what the project or the image has before it asks the registry, so only a name that neither has is one. */
function npxName(
  doc: DockerfileDoc,
  instruction: Instruction,
  { words }: ShellCommand,
  context: Pick<Context, 'group' | 'evidence'>,
): readonly ShellWord[] {
  if (words[0]?.value !== 'npx') return [];
  let at = 1;
  while (/^(?:-y|--yes|-q|--quiet|--ignore-existing)$/.test(words[at]?.value ?? '')) at++;
  const word = words[at];
  const name = NAME.exec(word?.value ?? '')?.[1];
  if (!word || name === undefined || hasProject(doc, instruction, context)) return [];
  const installed = doc.instructions.some(
    ({ keyword, index, shell }) =>
      keyword === 'RUN' &&
      index <= instruction.index &&
      shell.commands.some(
        (command) =>
          command.words !== words &&
          packageCommand(command)?.packages.some(({ raw }) => raw.replace(/(?<=.)@.*/s, '') === name),
      ),
  );
  return installed ? [] : [word];
}
