// The sentences of a transform, as its golden cases show them: golden/<id>/words.md. A sentence that changes is a line of
// a diff. `npm run words` writes the pages.
import type { GroupPlan } from '../../src/model/index.js';
import { byCode } from '../../src/render/index.js';
import { planCase, type GoldenCase } from './golden.js';
import type { PlannedRepository } from './plan.js';

/** Cases that are named behind a sentence. */
const NAMED = 3;

/** Sentences, and where they are given: `<case>:<line>`. */
type Said = Map<string, string[]>;

/** The text of words.md. */
export function wordsOf(
  transform: string,
  cases: readonly GoldenCase[],
  planOf: (each: GoldenCase) => PlannedRepository = planCase,
): string {
  const steps: Said = new Map();
  const assumptions: Said = new Map();
  const refusals: Said = new Map();
  for (const each of cases) {
    for (const plan of planOf(each).plans) {
      for (const { id, at, title, why, assumptions: assumed } of shownSteps(plan)) {
        if (!id.startsWith(`${transform}@`)) continue;
        const place = `${each.name}:${at.line}`;
        add(steps, `${title}. ${why}`, place);
        for (const { id: believed, believes, breaksIf, checkBy } of assumed)
          add(assumptions, `\`${believed}\`: ${believes}\n  - breaks if: ${breaksIf}\n  - check: ${checkBy}`, place);
      }
      for (const { transform: by, code, message, line } of plan.refused)
        if (by === transform) add(refusals, `\`${code}\`: ${message}`, `${each.name}:${line}`);
    }
  }
  return [
    `# What \`${transform}\` says`,
    'Written by `npm run words` from the cases beside this page: the sentences, and the first cases and lines that give each.',
    ...section('Steps', steps),
    ...section('Assumptions', assumptions),
    ...section('Refusals', refusals),
  ]
    .join('\n\n')
    .concat('\n');
}

/** The steps that are taken, and those that are only shown. */
function shownSteps({
  steps,
  held,
}: GroupPlan): Pick<GroupPlan['held'][number], 'id' | 'at' | 'title' | 'why' | 'assumptions'>[] {
  return [...steps, ...held.filter(({ heldBy }) => heldBy === 'manual')];
}

function add(said: Said, sentence: string, place: string): void {
  const places = said.get(sentence);
  if (places) places.push(place);
  else said.set(sentence, [place]);
}

function section(name: string, said: Said): string[] {
  if (said.size === 0) return [];
  const entries = [...said].sort(([a], [b]) => byCode(a, b));
  return [`## ${name}`, entries.map(([sentence, places]) => `- ${sentence}\n  - ${listed(places)}`).join('\n')];
}

function listed(places: readonly string[]): string {
  const named = [...new Set(places)].slice(0, NAMED).join(', ');
  return `in ${named}${places.length > NAMED ? ' and others' : ''}`;
}
