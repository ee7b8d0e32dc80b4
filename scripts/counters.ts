// What a run reads, counted: the parses of each kind of file, the texts that differ, and the looks through the tree for
// what builds call their images.
import { planWorkspace, questionsOf, type RunInput, type Workspace } from '../src/run/index.js';
import { DocumentMemory } from '../src/planner/index.js';

export interface Counted {
  readonly parses: number;
  /** Texts among them, of one file or another. */
  readonly texts: number;
}

export interface Counters {
  /** By kind of file. */
  readonly files: ReadonlyMap<string, Counted>;
  readonly scans: number;
}

/** Of all files that may say it, one whose kind nobody else asks for. */
const SCANNED = 'skaffold.yml';

/** Asks and plans as `fix --offline` does, and counts. */
export function countRun(workspace: Workspace, input: Omit<RunInput, 'workspace'>): Counters {
  const parses = new Map<string, number>();
  const texts = new Map<string, Set<string>>();
  let scans = 0;
  const memory = new DocumentMemory({
    parsed(kind, file, text) {
      parses.set(kind, (parses.get(kind) ?? 0) + 1);
      texts.set(kind, (texts.get(kind) ?? new Set()).add(`${file}\n${text}`));
    },
  });
  const { repository } = workspace;
  const counted = {
    ...workspace,
    memory,
    repository: {
      ...repository,
      kind(path: Parameters<typeof repository.kind>[0]) {
        if (path === SCANNED) scans++;
        return repository.kind(path);
      },
    },
  };
  const run = { ...input, workspace: counted };
  questionsOf(run);
  for (const _ of planWorkspace({ ...run, answers: new Map() }).plans);
  const files = [...parses].map(([kind, count]) => [kind, { parses: count, texts: texts.get(kind)!.size }] as const);
  return { files: new Map(files), scans };
}
