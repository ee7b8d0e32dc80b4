// Whether the packages for development can be left out of the image: nothing that runs loads one, calls one or imports one.
import { anchorOf } from '../../dockerfile/index.js';
import { needsAt } from '../../model/index.js';
import type { RunCommand, Site } from '../../runs/index.js';
import { textsOf } from '../../shell/index.js';
import type { NodeProject } from '../index.js';
import { isImported } from './split-imported.js';
import { commandLine } from './split-project.js';

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
  const words = textsOf(installs[0]!.command.words);
  if (words.some((word) => /^--(?:production|prod|omit|only)\b/.test(word)) || words.includes('-P')) return undefined;
  const run = site.runs.find(({ commands }) => commands.includes(installs[0]!))!.instruction;
  // The last line does not set it: what the variable is there counts for the program as well.
  const [during, after] = [run, site.body.at(-1)!].map((each) => site.stateAt(each).variables.get('NODE_ENV'));
  if (during === 'production' || /^(?:development|test)$/.test(after ?? '')) return undefined;
  const development = new Set(left);
  if (isLoaded(site, development)) return undefined;
  return isCalled(site, projects, development) || isImported(site, development) ? undefined : left;
}

/** A run of the split did not find one of them. */
function isLoaded({ doc, stage, context }: Site, development: ReadonlySet<string>): boolean {
  return needsAt(context, anchorOf(doc, stage.instruction), 'module').some(({ need }) => {
    const [name] = /^(?:@[^/]+\/)?[^/]+/.exec(need.name) ?? [];
    return name !== undefined && development.has(name);
  });
}

/** The scripts that a text calls, and those that they call; all of them where that is not told. */
function scriptsBehind(text: string, projects: readonly NodeProject[]): string {
  const all = new Map<string, string[]>();
  for (const { scripts } of projects)
    for (const [name, { is }] of scripts) all.set(name, [...(all.get(name) ?? []), is]);
  const found = new Set<string>();
  const waiting = [text];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    // It takes names of scripts, and patterns of them.
    if (/\brun-(?:all|[sp])\b/.test(each)) return [...all.values()].flat().join(' ');
    for (const [, called = ''] of each.matchAll(
      /\b(?:p?npm|yarn|bun)(?: {1,4}|:)(?:run(?:-script)? {1,4})?([\w:.*-]{1,80})/g,
    )) {
      // Behind an option, and in a workspace, the name stands further on; a pattern is of several.
      if (/^-|^workspaces?$|\*/.test(called)) return [...all.values()].flat().join(' ');
      for (const is of [`pre${called}`, called, `post${called}`].flatMap((name) => all.get(name) ?? [])) {
        if (!found.has(is)) waiting.push(is);
        found.add(is);
      }
    }
  }
  return [...found].join(' ');
}

function isCalled(site: Site, projects: readonly NodeProject[], development: ReadonlySet<string>): boolean {
  const text = `${commandLine(site)} ${scriptsBehind(commandLine(site), projects)}`;
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
