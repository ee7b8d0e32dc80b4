// Packages that run, installed in a stage of their own from the manifests alone: a change of the source installs nothing
// again, and nothing is pruned. Only where that stage gets what pruning would leave.
import { productionOption, type NodeProject } from '../index.js';
import { type RunCommand, broughtFolder, type Site } from '../../runs/index.js';
import { contextPath, copyArguments, insertAfterWord, type Instruction, isCopy } from '../../dockerfile/index.js';
import type { Artefact, Beside } from '../../splits/index.js';

export interface ProductionInstall {
  readonly beside: Beside;
  /** The folders of packages, and what the build makes, in this order. */
  readonly artefacts: readonly [Artefact, ...Artefact[]];
  /** The end of the build stage. */
  readonly finish: readonly string[];
}

const LOCKS: Readonly<Record<string, readonly string[]>> = {
  npm: ['npm-shrinkwrap.json', 'package-lock.json'],
  yarn: ['yarn.lock'],
  pnpm: ['pnpm-lock.yaml'],
};
/** Folders that installs read, beside packages of a workspace. */
const READ_BY_INSTALLS = /(?:^|\/)(?:patches|\.yarn|\.pnpm|prisma)(?:\/|$)/;
/** What changes packages after they were installed, for the running program as well. */
const CHANGES_PACKAGES =
  /node_modules\/(?!\.bin\b)|\b(?:patch-package|prisma|npm (?:rebuild|link)|electron-rebuild|ngcc)\b/;

/** The stage beside the build; `undefined` where it would not get the same packages, or would be built as often. */
export function productionInstall(
  site: Site,
  projects: readonly NodeProject[],
  { instruction, command }: { readonly instruction: Instruction; readonly command: RunCommand },
  folder: Artefact,
): ProductionInstall | undefined {
  const { doc, body } = site;
  const [project] = projects;
  const { call } = command;
  const { manager } = call ?? {};
  if (!project || !call || (manager !== 'npm' && manager !== 'yarn' && manager !== 'pnpm')) return undefined;
  if (project.locks.some(({ kind }) => kind === 'yarn-berry') || site.stateAt(instruction).workdir !== folder.path)
    return undefined;
  // An install that gets nothing leaves no folder to be copied.
  if (projects.every(installsNothing)) return undefined;
  // What a folder of the project asks for is installed in that folder, by npm alone.
  if (projects.some(({ local }) => [...local.values()].some(({ is }) => !is.written.startsWith('workspace:'))))
    return undefined;
  const run = site.runs.find((each) => each.instruction === instruction);
  const alone = run?.commands.every((each) => each === command || each.role === 'tidy' || each.role === 'neutral');
  if (!alone || /\bcd\b/.test(instruction.shellText)) return undefined;
  const { isThere } = broughtFolder(doc, instruction, call, 'package.json', site.contexts, site.context);
  // Without a lock file two installs may get two versions.
  if (!LOCKS[manager]!.some(isThere) || !hooksNeedNothing(projects, command)) return undefined;
  if (body.some((each) => each.index < instruction.index && bringsSource(site, each))) return undefined;
  if (changesPackages(site, projects, instruction)) return undefined;
  const option = ` ${productionOption(manager, site.image)}`;
  const edit = insertAfterWord(doc, instruction, call.verbWord ?? call.tool, option);
  const start = instruction.span.start;
  const text = doc.text.slice(start, doc.lines.contentOf(instruction.endLine).end);
  const at = edit.span.start - start;
  const lines = (text.slice(0, at) + option + text.slice(at)).split(/\r?\n/);
  const atRoot = project.directory === '' ? 0 : project.directory.length + 1;
  const modules = projects.map(({ directory }) =>
    directory === project.directory ? 'node_modules' : `${directory.slice(atRoot)}/node_modules`,
  );
  const last = body.findLast(({ keyword, index }) => keyword === 'WORKDIR' && index > instruction.index);
  const from = last === undefined ? '' : `${folder.path}/`;
  const packages = { ...folder, beside: true, ...(projects.length > 1 ? {} : { path: `${folder.path}/node_modules` }) };
  return {
    beside: { above: instruction, lines },
    artefacts: [packages, folder],
    finish: [`RUN rm -rf ${modules.map((each) => from + each).join(' ')}`],
  };
}

function installsNothing({ dependencies, optionalDependencies, peerDependencies }: NodeProject): boolean {
  return dependencies.size + optionalDependencies.size + peerDependencies.size === 0;
}

/** True when something changes packages behind the install: to install them again would lose that. */
export function changesPackages(
  { body }: Site,
  projects: readonly NodeProject[],
  { index }: Pick<Instruction, 'index'>,
): boolean {
  const later = body.filter((each) => each.index > index && each.keyword === 'RUN');
  const scripts = projects.flatMap((each) => [...each.scripts.values()].map(({ is }) => is));
  return [...later.map(({ shellText }) => shellText), ...scripts].some((text) => CHANGES_PACKAGES.test(text));
}

/** Hooks run once more, without the packages for development. */
export function hooksNeedNothing(projects: readonly NodeProject[], { command }: RunCommand): boolean {
  if (command.words.some(({ value }) => value === '--ignore-scripts')) return true;
  return projects.every((project) =>
    [...project.hooks.values()].every(
      ({ is }) => is.trim() === 'patch-package' && project.dependencies.has('patch-package'),
    ),
  );
}

function bringsSource(site: Site, instruction: Instruction): boolean {
  if (!isCopy(instruction)) return false;
  const { repository } = site.context.evidence;
  const [context] = site.contexts;
  if (instruction.flag('from') || context === undefined) return false;
  for (const source of copyArguments(instruction)?.sources ?? []) {
    const path = /[*?[$]/.test(source) ? undefined : contextPath(context, source);
    if (path === undefined) continue;
    const isFolder = path === '' || repository.kind(path) === 'directory';
    if (isFolder && !READ_BY_INSTALLS.test(path) && (path === '' || repository.list(path).length > 0)) return true;
  }
  return false;
}
