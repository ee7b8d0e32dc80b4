import { type Context, type FilePath, child } from '../../src/model/index.js';
import { hasOption, type PackageCommand } from '../../src/runs/index.js';
import type { DockerfileDoc, Instruction } from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';

const SWITCHES = /\byarn (?:set version|policies set-version)\b|\bcorepack\b|\byarn@(?:berry|stable|[2-9])/;
/** Words that Yarn 2 dropped and stops at. */
const CLASSIC_ONLY = ['--pure-lockfile', '--prod', '--modules-folder', '--flat', '--ignore-optional'];
const LARGEST = 1_000_000;

/** Which Yarn a RUN calls, from the build contexts and the lines before; `unknown` where neither says. */
export function yarnVersion(
  doc: DockerfileDoc,
  instruction: Instruction,
  call: PackageCommand,
  { evidence }: Context,
): 'classic' | 'berry' | 'unknown' {
  if (call.command.words.some(({ value }) => value === 'global') || hasOption(call, ...CLASSIC_ONLY)) return 'classic';
  let manifest = false;
  for (const context of evidence.contexts(doc.file)) {
    const at = (name: string): FilePath => child(context, name);
    if (evidence.repository.kind(at('.yarnrc.yml')) !== undefined) return 'berry';
    const manager = packageManager(evidence.repository.read(at('package.json')));
    if (manager !== undefined) return /^yarn@1\b/.test(manager) ? 'classic' : 'berry';
    manifest = manifest || evidence.repository.kind(at('package.json')) !== undefined;
  }
  const before = doc.instructions.filter((other) => other.index <= instruction.index && other.keyword === 'RUN');
  if (before.some((other) => SWITCHES.test(other.args))) return 'unknown';
  const image = doc.stages[instruction.stage]!.rootImage;
  // The official Node images carry Yarn 1, which reads packageManager and .yarnrc.yml of the project only.
  return manifest && image !== undefined && imageProfile(image)?.language === 'node' ? 'classic' : 'unknown';
}

function packageManager(text: string | undefined): string | undefined {
  if (text === undefined || text.length > LARGEST) return undefined;
  return /"packageManager"\s{0,9}:\s{0,9}"([^"]{1,100})"/.exec(text)?.[1];
}
