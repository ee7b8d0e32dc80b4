// A law for every plan: numbers of lines are those of the file on disk, whatever the steps before put in. A first step
// of each target pushes everything down; what is said of the files must stay the same, word for word.
import type { Edit, FilePath, Proposal, Target, Transform, TransformMeta } from '../../src/model/index.js';
import type { Registry } from '../../src/planner/index.js';
import type { PlannedRepository, PlanRequest } from './plan.js';
import { planTexts } from './plan.js';

/** More empty lines than any file of the tests has, in the file's own line ends. */
function pushedLines(text: string): string {
  return (text.includes('\r\n') ? '\r\n' : '\n').repeat(1000);
}

interface Document {
  readonly file: FilePath;
  readonly text: string;
}

/**
 * Puts a thousand empty lines at the top, behind what must be there: a byte order mark, directives. Once a file, for a
 * step may take empty lines out again.
 */
function pusher(target: Target): Transform<Document> {
  const id = 'a-thousand-lines';
  const done = new Set<FilePath>();
  return {
    meta: {
      id: `${id}-${target}`,
      title: 'Push',
      summary: 'Pushes.',
      target,
      // The first of all, by its name.
      phase: 'structure',
      ceiling: 'safe',
      rules: [],
      since: '0',
      references: [],
    } satisfies TransformMeta,
    propose({ file, text }) {
      const lines = pushedLines(text);
      if (done.has(file)) return { proposals: [], refusals: [] };
      done.add(file);
      const start = /^\uFEFF?(?:#[ \t]*\w+[ \t]*=.*\n)*/.exec(text)![0].length;
      const change: Edit = { kind: 'edit', file, span: { start, end: start }, expect: '', text: lines };
      const proposal: Proposal = {
        id: `${id}-${target}@file`,
        anchor: 'file',
        at: { file, span: { start, end: start } },
        title: 'Push',
        why: 'A test',
        touches: [],
        safety: 'safe',
        assumptions: [],
        evidence: [{ says: 'a test', from: { kind: 'source', file, line: 1 } }],
        changes: [change],
      };
      return { proposals: [proposal], refusals: [] };
    },
  };
}

function withPushers(registry: Registry): Registry {
  return {
    dockerfile: [pusher('dockerfile'), ...registry.dockerfile],
    compose: [pusher('compose'), ...registry.compose],
    kubernetes: [pusher('kubernetes'), ...registry.kubernetes],
    pipeline: [pusher('pipeline'), ...registry.pipeline],
  };
}

/** What a plan says, by what says it. */
export function saidIn({ plans }: PlannedRepository): Map<string, string> {
  const said = new Map<string, string>();
  for (const { steps, held, refused } of plans) {
    for (const { id, title, why, at, assumptions, evidence } of [...steps, ...held]) {
      if (id.startsWith('a-thousand-lines')) continue;
      const read = evidence.map(({ says, from }) => (from.kind === 'source' ? [says, from.file, from.line] : [says]));
      said.set(id, JSON.stringify([at.line, title, why, assumptions, read]));
    }
    for (const { transform, anchor, at, code, message, line } of refused)
      said.set(`${transform} ${at.file} ${anchor} ${code} ${line}`, message);
  }
  return said;
}

/** Words that may speak of a line. */
export function namesLines(said: ReadonlyMap<string, string>): boolean {
  return [...said.values()].some((words) => /\blines? \d|:\d+\b/.test(words));
}

/** What the same request says where every file was pushed down before. */
export function saidWhenPushed(texts: Readonly<Record<string, string>>, request: PlanRequest): Map<string, string> {
  const pushed = planTexts(texts, { ...request, registry: withPushers(request.registry) });
  const dropped = pushed.plans.flatMap((plan) => plan.dropped);
  if (dropped.length > 0) throw new Error(`not pushed: ${JSON.stringify(dropped)}`);
  return saidIn(pushed);
}
