// What was seen and left alone, as people read it: by reason, and without what only waits for a registry to be asked.
import { REFUSAL_CODES, type Plan, type RefusalCode, type RefusedStep } from '../model/index.js';
import { byPlace, collect, plural } from './summary.js';

export interface RefusedGroup {
  readonly code: RefusalCode;
  /** How many there are, listed or not. */
  readonly count: number;
  /** Those to list, sorted by place. */
  readonly listed: readonly RefusedStep[];
  /** What stands for the others, in a sentence. */
  readonly others?: string;
}

/**
 * Refusals by reason, in the order of `REFUSAL_CODES`. Those that wait for an answer which nobody looked up say the same
 * hundreds of times over, and would hide what a person must read: they are a sentence with their number.
 * @param all list them as well.
 */
export function refusedGroups(plan: Plan, all = false): RefusedGroup[] {
  const refused = plan.groups.flatMap((group) => group.refused);
  const waiting = new Set(all ? [] : waitingIn(plan, refused));
  return REFUSAL_CODES.flatMap((code) => {
    const own = refused.filter((one) => one.code === code).sort(byPlace);
    if (own.length === 0) return [];
    const others = own.filter((one) => waiting.has(one));
    const listed = own.filter((one) => !waiting.has(one));
    return [{ code, count: own.length, listed, ...(others.length > 0 ? { others: waitingText(others) } : {}) }];
  });
}

/** Refusals that only a question nobody was asked is the reason of; one alone is listed like any other. */
function waitingIn({ answers = [] }: Plan, refused: readonly RefusedStep[]): RefusedStep[] {
  const unasked = answers.flatMap(({ answer }) =>
    answer.kind === 'none' && answer.why === 'offline' ? [answer.message] : [],
  );
  const messages = [...new Set(unasked)];
  const found = refused.filter(
    ({ code, message }) => code === 'no-answer' && messages.some((each) => message.includes(each)),
  );
  return found.length > 1 ? found : [];
}

function waitingText(refused: readonly RefusedStep[]): string {
  const files = new Set(refused.map(({ at }) => at.file)).size;
  const by = collect(refused, ({ transform }) => transform).map(([transform, own]) =>
    own.length === refused.length ? transform : `${transform} ${own.length}`,
  );
  return `${plural(refused.length, 'place')} in ${plural(files, 'file')} wait for answers that nobody looked up (${by.join(', ')}); a run without --offline records them in harden.lock`;
}

/** What each refusal code means, as a heading. */
export const REFUSAL_REASONS = {
  ambiguous: 'more than one edit would be right',
  'needs-decision': 'a decision, not mechanics',
  'needs-shell': 'the command relies on a shell',
  'needs-evidence': 'the repository does not show what is needed',
  'unknown-base': 'the base image is not known',
  'contains-variable': 'a value is decided at build time',
  'not-contiguous': 'comments or quoting stand between the words',
  'inside-construct': 'inside if, for, a function or backticks',
  'used-later': 'a later line depends on it',
  inherited: 'comes through an anchor, a merge key or extends',
  'unsupported-syntax': 'a form that harden does not edit',
  windows: 'a Windows image',
  onbuild: 'runs in a build that is not this one',
  'too-new': 'too new for a cooldown',
  'no-answer': 'a registry or an index gave no answer',
  conflicts: 'another setting contradicts the change',
  'broke-when-run': 'something broke when it was built and run',
} as const satisfies Record<RefusalCode, string>;
