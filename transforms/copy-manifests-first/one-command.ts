// Builds that fetch and compile in one command, where no line of its own can honestly fetch: what the person has to decide.
import { ECOSYSTEMS } from '../../src/ecosystems/index.js';
import { type Context, baseName, child, type Folder, type Stop, stop } from '../../src/model/index.js';
import { baseChain, type DockerfileDoc, type Instruction, runMounts } from '../../src/dockerfile/index.js';
import { plainWords } from './words.js';

/** The tools that fetch while they build. */
const BUILDERS = ECOSYSTEMS.flatMap(({ tools = [] }) =>
  tools.flatMap(({ programs, fetchesWhileBuilding: build }) => (build ? [{ program: programs, ...build }] : [])),
);

/** The reason why the dependencies of this build are not fetched in front of the source. */
export function fetchesWhileBuilding(
  doc: DockerfileDoc,
  run: Instruction,
  root: Folder,
  { evidence: { repository } }: Context,
): Stop<Instruction> | undefined {
  if (run.keyword !== 'RUN' || runMounts(run).some((mount) => mount.get('type') === 'cache')) return undefined;
  const before = baseChain(doc.stages[run.stage]!)
    .flatMap(({ instructions }) => instructions)
    .filter(({ keyword, index }) => keyword === 'RUN' && index < run.index);
  for (const command of run.shell.commands) {
    const [name, ...rest] = plainWords(command).map(({ value, raw }) => value ?? raw);
    const builder = BUILDERS.find(({ program }) => program.test(name ?? ''));
    if (!builder || !rest.some((word) => builder.verbs.test(word))) continue;
    const has = builder.manifests.some((file) => repository.kind(child(root, file)) === 'file');
    // A line above that calls it as well was written to fetch.
    const fetched = before.some(({ args }) => new RegExp(`(?:^|[\\s/;&])${baseName(name!)}\\b`).test(args));
    if (!has || fetched) return undefined;
    return stop('needs-decision', `${builder.why}; cache-mounts keeps what was fetched in the builder`, run);
  }
  return undefined;
}
