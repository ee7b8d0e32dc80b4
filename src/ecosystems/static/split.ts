// Sites of files that a build writes: Node's bundlers, and Hugo.
import { anyOf, baseName, exactPattern, isWithin, rowOf, type Stop, stop } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { installCalls, instructionEvidence, type Site } from '../../runs/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import {
  absolutePath,
  filesRecipe,
  folderOf,
  isImage,
  pathAtEnd,
  type Producer,
  type Served,
  startCalls,
} from '../../splits/index.js';
import type { NodeProject } from '../index.js';
import { productionInstall, type ProductionInstall } from '../node/split-production.js';
import { developmentPackages } from '../node/split-development.js';
import { commandLine, projectOf } from '../node/split-project.js';
import { stopDevServer } from './split-dev-servers.js';

export const staticSite = filesRecipe({
  id: 'static-site',
  page: {
    name: 'static sites',
    builds: 'Vite, Create React App, Vue CLI, Angular, Gatsby, Parcel on the images of Node; `hugo`',
    copies: 'the folder that is built, for `serve`, `http-server`, nginx, caddy or lighttpd started as before',
  },
  does: ({ name }) => (programIs(name, 'makesSite') ? 'build' : undefined),
  buildPackages: new Set(['hugo', 'python3', 'python']),
  see,
});

/** Bundlers whose output is files and nothing that runs. */
const WRITES_FILES = new Set(['vite', 'cra', 'vue-cli', 'angular', 'gatsby', 'parcel']);

function see(site: Site, builds: readonly Producer[]): Served | Stop<Instruction> | undefined {
  const isNode = isImage(site.image, 'node');
  const hugo = builds.find(({ command }) => command.name === 'hugo');
  const project = isNode ? projectOf(site) : undefined;
  const development = (isNode || installs(site, 'hugo')) && stopDevServer(site, project);
  if (development) return development;
  const [start, ...others] = startCalls(site);
  if (!start || others.length > 0) return undefined;
  const folder = hugo ? hugoOutput(site, hugo) : project && outputOf(site, project, builds);
  if (folder === undefined) return undefined;
  if (/\bvite preview\b/.test(commandLine(site)))
    return stop(
      'needs-decision',
      `vite preview is for a look at what was built, and keeps Vite and its packages in the image; serve ${baseName(folder)}/ with a web server from a second stage: decide its port, and whether an unknown path gives index.html`,
      start.from,
    );
  const server = serverOf(start.words);
  if (!server) return undefined;
  const served = server.folder === undefined ? undefined : pathAtEnd(site, server.folder);
  if (server.folder === undefined ? !installs(site, server.name) : served === undefined || !isWithin(served, folder))
    return undefined;
  const servers = builds.filter(({ words }) => installsGlobally(words, server.name));
  const rest = builds.filter((build) => !servers.includes(build));
  const needsOwn = server.folder !== undefined && servers.length === 0;
  const own = needsOwn ? ownServer(site, project, server, rest) : undefined;
  if (needsOwn && !own) return undefined;
  const output = project?.bundler?.output;
  return {
    folder,
    servers,
    ...(own ? { own: { beside: own.beside, packages: own.artefacts[0] } } : {}),
    writes: (last) => instructionEvidence(site.doc, last.instruction, `the build writes ${folder}`),
    evidence: [
      instructionEvidence(site.doc, start.from, `${server.name} serves files`),
      ...(output ? [{ says: `${project.bundler.name} writes ${output.is}/`, from: output.from }] : []),
    ],
  };
}

function installs(site: Site, name: string): boolean {
  return site.runs.some(({ instruction }) =>
    installCalls(instruction).some(({ packages }) => packages.some((each) => each.name === name)),
  );
}

function installsGlobally(words: readonly string[], name: string): boolean {
  const isGlobal = words.some((word) => word === '-g' || word === '--global' || word === 'global');
  return isGlobal && words.some((word) => word.replace(/(?<=.)@.*/s, '') === name);
}

/** Where the bundler of the project writes, in the build stage. */
function outputOf(site: Site, { bundler }: NodeProject, builds: readonly Producer[]): string | undefined {
  const last = builds.findLast(({ words }) => !words.some((word) => word === '-g' || word === '--global'));
  if (!last || !bundler?.output || !WRITES_FILES.has(bundler.name)) return undefined;
  return absolutePath(bundler.output.is, folderOf(site, last));
}

/** `-d`, beside `-s`; else `publishDir` of its configuration. Source: https://gohugo.io/commands/hugo/ */
function hugoOutput(site: Site, build: Producer): string | undefined {
  const { words } = build;
  const option = (short: string, long: string): string | undefined => {
    const at = words.findIndex((word) => word === short || word === long);
    return at === -1 ? words.find((word) => word.startsWith(`${long}=`))?.slice(long.length + 1) : words[at + 1];
  };
  const source = absolutePath(option('-s', '--source') ?? '.', folderOf(site, build));
  const set = site.contexts.flatMap((each) =>
    site.context.evidence
      .projects(each)
      .flatMap((found) => (found.ecosystem === 'static' ? (found.output?.is ?? []) : [])),
  );
  return absolutePath(option('-d', '--destination') ?? set[0] ?? 'public', source);
}

interface Server {
  readonly name: string;
  /** As written; `undefined` for one whose configuration says it. */
  readonly folder: string | undefined;
  /** Started through npx, or below node_modules. */
  readonly local: boolean;
}

/** Options that only say where to listen and what to log, and take a word. */
const VALUED: Readonly<Record<string, RegExp>> = {
  serve: /^(?:-l|--listen|-p|--port)$/,
  'http-server': /^(?:-p|--port|-a|-c)$/,
};
const PLAIN: Readonly<Record<string, RegExp>> = {
  serve: anyOf(
    exactPattern(
      `
    -s --single -n --no-clipboard -L --no-request-logging -C --cors -u --no-compression -d --debug
    --no-port-switching -S --symlinks`,
      {},
    ),
    /^(?:--listen|--port)=/,
  ),
  'http-server': /^(?:--cors|-s|--silent|-g|--gzip|-b|--brotli|-d|-i|-p\d+|-c-?\d+)$|^(?:--port|-d|-i)=/,
};

function serverOf(words: readonly string[]): Server | undefined {
  const rest = [...words];
  const isNpx = baseName(rest[0] ?? '') === 'npx';
  if (isNpx) rest.shift();
  while (isNpx && /^(?:-y|--yes|--no-install)$/.test(rest[0] ?? '')) rest.shift();
  const written = rest.shift() ?? '';
  const name = baseName(written);
  if (name === 'nginx' || name === 'caddy' || name === 'lighttpd') return { name, folder: undefined, local: false };
  const valued = rowOf(VALUED, name);
  if (!valued) return undefined;
  const plain: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (valued.test(word)) at++;
    else if (!word.startsWith('-')) plain.push(word);
    else if (!PLAIN[name]!.test(word)) return undefined;
  }
  return plain.length === 1
    ? { name, folder: plain[0]!, local: isNpx || written.includes('node_modules/') }
    : undefined;
}

/** The server is a package of the project: those that run, installed in a stage of their own. */
function ownServer(
  site: Site,
  project: NodeProject | undefined,
  { name, local }: Server,
  builds: readonly Producer[],
): ProductionInstall | undefined {
  if (!local || !project?.dependencies.has(name) || project.members.length > 0) return undefined;
  const found = builds.filter(({ command }) => command.call?.action === 'install');
  const [install] = found;
  const { workdir } = install ? site.stateAt(install.instruction) : {};
  if (!install || found.length > 1 || workdir === undefined || workdir === '/') return undefined;
  if (pathAtEnd(site, '.') !== workdir || !developmentPackages(site, [project], [install.command])) return undefined;
  return productionInstall(site, [project], install, { path: workdir });
}
