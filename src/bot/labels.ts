import { sha256Of } from '../io/index.js';
import type { Policy } from './types.js';

/** Put on by a person: the pull request is left as it is. */
export const STOP_LABEL = 'stop-updating';
/** A person has pushed to the branch, and was told. */
export const EDITED_LABEL = 'harden:edited';
export const FAILED_LABEL = 'harden:ci-failed';
export const STALE_LABEL = 'harden:stale';

/** What a pull request is given, as its marker remembers it; nothing for nothing. */
export function dressing({ labels, reviewers }: Pick<Policy, 'labels' | 'reviewers'>): string {
  if (labels.length + reviewers.length === 0) return '';
  return sha256Of(JSON.stringify([[...labels].sort(), [...reviewers].sort()]));
}
