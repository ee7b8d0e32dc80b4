// Whether the packages for development can be left out of the image, and by which command.
import { child, type Folder, anyOf, partPattern, walkFiles } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import type { RunCommand, Site } from '../../runs/index.js';
import { nodeOf, type NodeProject } from '../index.js';

const MOST_FILES = 2000;
const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
const NOT_RUN = anyOf(
  partPattern('test tests __tests__ __mocks__ spec e2e cypress .storybook stories node_modules .git coverage docs', {
    before: /(?:^|\/)/,
    after: /(?:\/|$)/,
  }),
  /\.(?:test|spec|stories|d)\.[cm]?[jt]sx?$/,
  /(?:^|\/)[\w.-]*(?:config|rc)\.[cm]?[jt]s$/,
  /(?:^|\/)(?:gulpfile|Gruntfile)\.[cm]?[jt]s$/,
);
/** Programs of packages that are called otherwise. */
const BINARIES: Readonly<Record<string, string>> = {
  tsc: 'typescript',
  nest: '@nestjs/cli',
  ng: '@angular/cli',
  'vue-cli-service': '@vue/cli-service',
  babel: '@babel/cli',
  'babel-node': '@babel/node',
  sequelize: 'sequelize-cli',
  remix: '@remix-run/dev',
  'remix-serve': '@remix-run/serve',
};

/**
 * The packages for development that nothing which runs is seen to need; `undefined` where there are none, or one may be
 * needed.
 * @param projects the project, then the packages of its workspace.
 */
export function developmentPackages(
  site: Site,
  projects: readonly NodeProject[],
  installs: readonly RunCommand[],
): readonly string[] | undefined {
  const needed = new Set(
    projects.flatMap(({ dependencies, optionalDependencies }) => [
      ...dependencies.keys(),
      ...optionalDependencies.keys(),
    ]),
  );
  const left = projects.flatMap(({ devDependencies }) =>
    [...devDependencies.keys()].filter((name) => !needed.has(name)),
  );
  if (left.length === 0 || installs.length !== 1 || projects.some(({ prisma }) => prisma !== undefined))
    return undefined;
  const words = wordsOf(installs[0]!);
  if (words.some((word) => /^--(?:production|prod|omit|only)\b/.test(word)) || words.includes('-P')) return undefined;
  const run = site.runs.find(({ commands }) => commands.includes(installs[0]!))!.instruction;
  // The last line does not set it: what the variable is there counts for the program as well.
  const [during, after] = [run, site.body.at(-1)!].map((each) => site.stateAt(each).variables.get('NODE_ENV'));
  if (during === 'production' || /^(?:development|test)$/.test(after ?? '')) return undefined;
  const development = new Set(left);
  return isCalled(site, projects, development) || isImported(site, development) ? undefined : left;
}

function wordsOf({ command }: RunCommand): string[] {
  return command.words.map(({ value, raw }) => value ?? raw);
}

/** The command that leaves the packages for development out at the end of the build; `undefined` where none is known to. */
export function pruneCommand(site: Site, project: NodeProject, install: RunCommand): string | undefined {
  return project.workspaces.length > 0 ? undefined : commandFor(site, project, install.name, wordsOf(install));
}

function commandFor(
  site: Site,
  project: NodeProject,
  manager: string | undefined,
  words: readonly string[],
): string | undefined {
  const kept = words
    .filter((word) => /^--(?:legacy-peer-deps|force|ignore-scripts)$/.test(word))
    .map((word) => ` ${word}`)
    .join('');
  if (manager === 'npm') {
    const major = Number(nodeOf(site.image) ?? '20');
    // npm 7 came with Node 15, and brought --omit.
    return major >= 15 ? `npm prune --omit=dev${kept}` : `npm prune --production${kept}`;
  }
  if (manager === 'pnpm') return 'pnpm prune --prod';
  if (manager === 'yarn' && project.locks.every(({ kind }) => kind === 'yarn') && project.locks.length === 1)
    return 'yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline';
  return undefined;
}

/** The start script behind `npm start`, and the like, as far as package.json says. */
export function commandLine(site: Site): string {
  const words = (site.entrypoint?.execForm ?? []).concat(site.cmd?.execForm ?? site.cmd?.args.split(/\s+/) ?? []);
  const at = words.findIndex((word) => programIs(word, 'runsScripts'));
  if (at === -1) return words.join(' ');
  const rest = words.slice(at + 1).filter((word) => !word.startsWith('-') && word !== 'run' && word !== 'run-script');
  for (const directory of site.contexts) {
    for (const project of site.context.evidence.projects(directory)) {
      if (project.ecosystem !== 'node') continue;
      const name = rest[0] ?? 'start';
      const scripts = [project, ...membersOf(site, project)].flatMap((each) =>
        [`pre${name}`, name, `post${name}`].map((script) => each.scripts.get(script)?.is ?? ''),
      );
      return `${words.join(' ')} ${scripts.join(' ')}`;
    }
  }
  return words.join(' ');
}

/** The project of Node in a folder the file is built with. */
export function projectOf(site: Site): NodeProject | undefined {
  for (const directory of site.contexts) {
    const found = site.context.evidence.projects(directory).find((each) => each.ecosystem === 'node');
    if (found?.ecosystem === 'node') return found;
  }
  return undefined;
}

/** The packages of a project's workspace. */
export function membersOf(site: Site, project: NodeProject): NodeProject[] {
  return project.members.flatMap((folder) =>
    site.context.evidence.projects(folder).filter((each): each is NodeProject => each.ecosystem === 'node'),
  );
}

function isCalled(site: Site, projects: readonly NodeProject[], development: ReadonlySet<string>): boolean {
  let text = commandLine(site);
  // A script that calls another script: all of them count.
  if (/\b(?:p?npm|yarn|bun)\b.*\b(?:p?npm|yarn|bun)\b/.test(text))
    text += ` ${projects.flatMap(({ scripts }) => [...scripts.values()].map(({ is }) => is)).join(' ')}`;
  const script = /(?<![\w./-])(?:[\w./-]+\.sh\b|[\w./-]*entrypoint[\w.-]*)/.exec(text)?.[0];
  const read = script === undefined ? '' : site.readScript(script);
  if (read === undefined) return true;
  return `${text}\n${read}`.split(/[\s"'=;&|()[\],]+/).some((word) => {
    const name = word.replace(/^.*node_modules\/(?:\.bin\/)?/, '');
    return (
      development.has(name) ||
      development.has(BINARIES[name] ?? '') ||
      [...development].some((each) => name.startsWith(`${each}/`))
    );
  });
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*(?:\(\s*)?|\brequire(?:\.resolve)?\s*\(\s*)["'`]((?:@[\w.-]+\/)?[\w.-]+)/g;

/** True when source of the program imports one, types alone left out; and where there is too much to read. */
function isImported(site: Site, development: ReadonlySet<string>): boolean {
  const { repository } = site.context.evidence;
  const called = commandLine(site).split(/[\s"',]+/);
  // `next start` reads next.config.js, `serve` no such file; one in TypeScript needs its compiler.
  const isRead = (name: string): boolean => {
    const tool = /^([\w-]+)\.config\.[cm]?[jt]s$/.exec(name);
    return tool !== null && called.includes(tool[1]!);
  };
  const isLeftOut = (name: string, folder: Folder): boolean => NOT_RUN.test(child(folder, name)) && !isRead(name);
  const sources = walkFiles(repository, {
    from: site.contexts,
    wanted: (name, folder) => SOURCE.test(name) && !isLeftOut(name, folder),
    enter: (name, folder) => !isLeftOut(name, folder),
    opens: 'hidden',
    mostFiles: MOST_FILES,
  });
  function imports(text: string): boolean {
    const code = text.replace(/^[ \t]*(?:import|export)\s+type\s[^;\n]*/gm, '');
    for (const [, name] of code.matchAll(IMPORT)) if (development.has(name!)) return true;
    return false;
  }
  if (site.contexts.length === 0) return true;
  for (const path of sources) {
    const text = repository.read(path);
    if (text === undefined || imports(text)) return true;
    if (/\.config\.[cm]?ts$/.test(path) && development.has('typescript')) return true;
  }
  return sources.cut;
}
