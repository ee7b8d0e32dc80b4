// What was seen of a pattern where it was built and run.
import type { PageProof } from '../page/page-data.js';
import { counted, el, type Child } from './dom.js';

/** In how many repositories it held and broke, and what broke, with the end of the log. */
export function proofParts({ held, broke, breaks, isOvertaken }: PageProof): readonly Child[] {
  const tried = held + broke;
  if (tried === 0) return [el('p', { class: 'dim' }, 'Not built and run anywhere yet.')];
  const where = `Built and run in ${counted(tried, 'repository', 'repositories')}`;
  if (broke === 0) return [el('p', { class: 'held' }, `${where}: it held${tried === 1 ? '' : ' in all of them'}.`)];
  const words = held === 0 ? 'something broke' : `something broke in ${broke.toLocaleString('en')} of them`;
  const more = broke - breaks.length;
  return [
    el('p', { class: 'warn' }, el('b', {}, `${where}: ${words}.`)),
    isOvertaken ? el('p', { class: 'warn' }, 'It was approved before that: judge it again.') : undefined,
    ...breaks.map((each) => breakPart(each, each.repository)),
    more > 0
      ? el('p', { class: 'dim' }, `And in ${counted(more, 'other repository', 'other repositories')}.`)
      : undefined,
  ];
}

/** What broke, in the words of the run. */
export function breakPart({ says, excerpt }: PageProof['breaks'][number], title: string): HTMLElement {
  return el(
    'div',
    { class: 'break' },
    el('p', {}, el('b', {}, title), `: ${says}`),
    excerpt === '' ? undefined : el('pre', { class: 'log', tabindex: 0 }, excerpt),
  );
}

/** In a few words, for a column. */
export function proofWords({ held, broke }: Pick<PageProof, 'held' | 'broke'>): string {
  if (held + broke === 0) return '';
  return broke === 0 ? `held in ${held}` : `broke in ${broke} of ${held + broke}`;
}

/** What broke often is above what did seldom, and that above what held. */
export function proofRank({ held, broke }: Pick<PageProof, 'held' | 'broke'>): number {
  return broke > 0 ? broke + 1 : held > 0 ? 1 : 0;
}
