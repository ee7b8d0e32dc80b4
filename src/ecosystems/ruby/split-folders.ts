// Where gems lie, and the program where the build writes into it.
import { isWithin, type NonEmpty, partPattern, type Stop } from '../../model/index.js';
import { directoryAt, type Site } from '../../runs/index.js';
import { copyArguments, expandArgs, type Instruction, isContextCopy } from '../../dockerfile/index.js';
import {
  absolutePath,
  type Artefact,
  outermost,
  ownedArtefact,
  type Producer,
  stopAmongOthers,
  stopFolder,
} from '../../splits/index.js';
import type { RubyProject } from './project.js';

/** What a command does for the gems. */
export type Does = 'install' | 'gem' | 'config' | 'build';

const MANIFEST = partPattern('.ruby-version .tool-versions .bundle yarn.lock .yarn .npmrc pnpm-lock.yaml', {
  before: /^(?:\.\/)?(?:[\w.-]+\/)*/,
  after: /$/,
  also: [
    /Gemfile[\w.*-]*/,
    /gems\.\w+/,
    /[\w.*-]+\.gemspec/,
    /vendor(?:\/(?:cache|gems|bundle))?\/?\*?/,
    /package[\w.*-]*\.json/,
    /\.yarnrc[\w.]*/,
  ],
});

/** The folders of the gems and of the program. */
export function artefactsOf(
  site: Site,
  producers: readonly Producer<Does>[],
  project: RubyProject,
): NonEmpty<Artefact> | Stop<Instruction> {
  const last = producers.at(-1)!.instruction;
  const first = producers.find(({ does }) => does === 'install')!;
  const { variables } = site.stateAt(first.instruction);
  const home = variables.get('GEM_HOME') ?? '/usr/local/bundle';
  const settings = variables.get('BUNDLE_APP_CONFIG');
  const found: [Artefact, ...Artefact[]] = [ownedArtefact(site, first.instruction, home)];
  const folders = new Set<string>();
  for (const { instruction, command, words, does } of producers) {
    if (does !== 'install' && does !== 'build' && !(does === 'config' && words.includes('path'))) continue;
    const cwd = directoryAt(site.doc, instruction, command.command);
    const own = ownFolder(site, instruction, words, settingsOf(command));
    const path = own === undefined ? undefined : absolutePath(expandArgs(own, variables), cwd);
    if (cwd === undefined || (own !== undefined && path === undefined)) return stopFolder({ words, instruction });
    if (does !== 'config') folders.add(cwd);
    if (path !== undefined && !found.some((each) => isWithin(path, each.path)))
      found.push(ownedArtefact(site, instruction, path));
  }
  const writesInside =
    producers.some(
      ({ does, words }) => does === 'build' || words.some((word) => /^--(?:binstubs|standalone)/.test(word)),
    ) ||
    (settings !== undefined && settings !== home) ||
    project.pathGems.length > 0;
  if (!writesInside && !sourceIsAbove(site, last)) return found;
  for (const folder of folders) {
    if (/^\/(?:root|usr|home|opt|srv|var)?$/.test(folder))
      return stopAmongOthers(`the program is built in ${folder}`, last);
    if (!found.some((each) => isWithin(folder, each.path))) found.push(ownedArtefact(site, last, folder));
  }
  return outermost(found) ?? found;
}

/** Settings in front of a command: `BUNDLE_DEPLOYMENT=1 bundle install`. */
function settingsOf({ command }: Producer['command']): ReadonlyMap<string, string> {
  return new Map(
    command.assignments.map(({ name, raw }) => [name, raw.slice(name.length + 1).replace(/^(["'])(.*)\1$/, '$2')]),
  );
}

/** The folder gems go to instead of GEM_HOME. @param own settings of the command. */
function ownFolder(
  site: Site,
  instruction: Instruction,
  words: readonly string[],
  own: ReadonlyMap<string, string>,
): string | undefined {
  const { variables } = site.stateAt(instruction);
  const at = words.findIndex((word) => word === '--path' || word === 'path');
  if (at !== -1) return words[at + 1]?.replace(/^["']|["']$/g, '');
  const given = words.map((word) => /^--path=(.+)$/.exec(word)?.[1]).find(Boolean);
  if (given !== undefined) return given;
  const written = own.get('BUNDLE_PATH') ?? variables.get('BUNDLE_PATH');
  if (written !== undefined) return written;
  const deploys =
    words.includes('--deployment') ||
    /^(?:1|true)$/.test(own.get('BUNDLE_DEPLOYMENT') ?? variables.get('BUNDLE_DEPLOYMENT') ?? '') ||
    site.runs.some(({ instruction: each }) => /\bdeployment ['"]?(?:true|1)/.test(each.args));
  return deploys ? 'vendor/bundle' : undefined;
}

/** True when more than manifests is copied above the last line that builds: what bundler rewrites lies among it. */
function sourceIsAbove(site: Site, last: Instruction): boolean {
  return site.body.some(
    (each) =>
      each.index < last.index &&
      isContextCopy(each) &&
      !(copyArguments(each)?.sources.every((source) => MANIFEST.test(source)) ?? false),
  );
}
