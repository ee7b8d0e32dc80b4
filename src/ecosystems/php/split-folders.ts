// Where extensions, packages and settings of PHP lie, and which lines only set something.
import { isWithin, type NonEmpty, type Stop, stop } from '../../model/index.js';
import type { RunCommand, Site } from '../../runs/index.js';
import { copyArguments, type Instruction, isContextCopy } from '../../dockerfile/index.js';
import {
  type Artefact,
  copyDestination,
  installsTools,
  outermost,
  ownedArtefact,
  type Producer,
} from '../../splits/index.js';
import { folderOf, settingsFolder, type PhpDoes } from './split-commands.js';

/** A command of a PHP image, by what it does. */
export type PhpProducer = Producer<PhpDoes>;

/** Settings in a RUN with the build become artefacts; RUNs of settings alone are repeated. */
export function settingsOf(
  site: Site,
  producing: readonly PhpProducer[],
  producers: Map<RunCommand, Instruction>,
): { readonly folders: ReadonlySet<string>; readonly repeated: ReadonlySet<Instruction> } {
  const folders = new Set<string>();
  const repeated = new Set<Instruction>();
  for (const run of site.runs) {
    const builds = run.commands.some((each) => producers.has(each));
    const tools = installsTools(run.instruction);
    const apache = run.commands.filter((each) =>
      producing.some(({ command, does }) => command === each && does === 'apache'),
    );
    if (!builds && !tools) {
      const plain = run.commands.every(({ role }) => role !== 'other' && role !== 'packages');
      const others = run.commands.filter((each) => each.role === 'other' && !apache.includes(each));
      if (apache.length > 0 && (plain || others.length === 0)) repeated.add(run.instruction);
      continue;
    }
    for (const each of run.commands) {
      if (producers.has(each)) continue;
      const folder = apache.includes(each) ? '/etc/apache2' : settingsFolder(each, run.instruction);
      if (folder === undefined) continue;
      folders.add(folder);
      producers.set(each, run.instruction);
    }
  }
  return { folders, repeated };
}

/** What extensions and packages leave. */
export function artefactsOf(
  site: Site,
  extensions: readonly PhpProducer[],
  composer: readonly PhpProducer[],
  settings: ReadonlySet<string>,
): NonEmpty<Artefact> | Stop<Instruction> {
  const found: Artefact[] = [];
  if (extensions.length > 0) {
    found.push({
      path: extensions.some(({ does }) => does === 'pear') ? '/usr/local/lib/php' : '/usr/local/lib/php/extensions',
    });
    if (!settings.has('/usr/local/etc/php')) found.push({ path: '/usr/local/etc/php/conf.d' });
  }
  for (const path of settings) found.push({ path });
  for (const producer of composer) {
    const { instruction, words, does } = producer;
    const folder = folderOf(site, producer);
    if (
      does === 'composer' &&
      !words.some((word) => /^(?:install|i|update|u|require|dump-?autoload|run-script|run)$/.test(word))
    )
      continue;
    if (folder === undefined || /^\/(?:root|usr|etc|opt|srv|var|home|tmp)?$/.test(folder))
      return stop(
        'needs-evidence',
        `${words.slice(0, 3).join(' ')} works in ${folder ?? 'a folder that is not seen'}, among other things of the image, so what to copy is not known; set a WORKDIR of the program's own`,
        instruction,
      );
    const path = programFolder(site, instruction, folder);
    if (!found.some((each) => isWithin(path, each.path))) found.push(ownedArtefact(site, instruction, path));
  }
  const outer = outermost(found);
  if (!outer)
    return stop(
      'needs-evidence',
      'what composer leaves that the program needs is not seen; decide that, and split the file by hand',
      composer[0]?.instruction,
    );
  return outer;
}

const MANIFEST = /(?:^|\/)(?:composer[\w.*-]*|symfony\.lock|auth\.json|package[\w.*-]*\.json|yarn\.lock|\.npmrc)$/;

/** `vendor` where only manifests are there when packages are installed; else all that is copied around them. */
function programFolder(site: Site, instruction: Instruction, folder: string): string {
  let around: string | undefined;
  for (const each of site.body) {
    if (each.index > instruction.index) break;
    if (!isContextCopy(each)) continue;
    if (copyArguments(each)?.sources.every((source) => MANIFEST.test(source))) continue;
    const to = copyDestination(site, each);
    if (to === undefined || to === '/') continue;
    if (isWithin(folder, to) && (around === undefined || isWithin(around, to))) around = to;
    else if (isWithin(to, folder)) around ??= folder;
  }
  return around ?? `${folder}/vendor`;
}
