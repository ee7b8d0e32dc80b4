import { hasTick, isCommand } from './command.js';
import { textAt, valueAt } from './json.js';
import { isSameSecret } from './secret.js';
import type { Hook, HookOptions, Wake } from './types.js';

interface Event {
  /** Where the account that did it is named. */
  readonly by: readonly string[];
  why(data: unknown, branches: string): Wake['why'] | undefined;
}

const USER = ['user', 'username'];

const EVENTS: Readonly<Record<string, Event>> = {
  'Push Hook': {
    by: ['user_username'],
    why: (data) =>
      // Of a branch that was deleted nothing is left to check out.
      valueAt(data, 'checkout_sha') !== null &&
      textAt(data, 'ref') === `refs/heads/${textAt(data, 'project', 'default_branch')}`
        ? 'pushed'
        : undefined,
  },
  'Merge Request Hook': {
    by: USER,
    why(data, branches) {
      const request = valueAt(data, 'object_attributes');
      const action = textAt(request, 'action');
      // `update` is said of labels and words as well; a push names the commit before.
      const isSeen =
        ['close', 'merge', 'reopen'].includes(action) || (action === 'update' && textAt(request, 'oldrev') !== '');
      // A branch of a fork may be named like ours.
      const isHere = valueAt(request, 'source_project_id') === valueAt(request, 'target_project_id');
      return isSeen && isHere && textAt(request, 'source_branch').startsWith(branches) ? 'pull request' : undefined;
    },
  },
  'Note Hook': {
    by: USER,
    why(data) {
      const note = valueAt(data, 'object_attributes');
      const isNew = textAt(note, 'action') !== 'update';
      return isNew && textAt(note, 'noteable_type') === 'MergeRequest' && isCommand(textAt(note, 'note'))
        ? 'command'
        : undefined;
    },
  },
  'Issue Hook': {
    by: USER,
    why(data) {
      const issue = valueAt(data, 'object_attributes');
      return textAt(issue, 'action') === 'update' && hasTick(textAt(issue, 'description')) ? 'dashboard' : undefined;
    },
  },
  'Pipeline Hook': {
    by: USER,
    why(data, branches) {
      const pipeline = valueAt(data, 'object_attributes');
      const isFinished = ['success', 'failed', 'canceled'].includes(textAt(pipeline, 'status'));
      return isFinished && textAt(pipeline, 'ref').startsWith(branches) ? 'checks' : undefined;
    },
  },
};

/** Deliveries of GitLab. They are not signed: the secret itself stands in a header. */
export function gitLabHook({ secrets, branches }: HookOptions): Hook {
  return {
    headers: {
      event: ['x-gitlab-event'],
      // Not `x-gitlab-event-uuid`: what a hook brings about has the same as that hook.
      id: ['idempotency-key'],
      signature: ['x-gitlab-token'],
    },
    events: Object.keys(EVENTS),
    isGenuine: async ({ signature }) => secrets.some((secret) => isSameSecret(signature, secret)),
    async wakes({ event, body }) {
      const data: unknown = JSON.parse(body.toString('utf8'));
      const { by, why } = EVENTS[event]!;
      const found = why(data, branches);
      if (!found) return [];
      return [{ repository: textAt(data, 'project', 'path_with_namespace'), by: textAt(data, ...by), why: found }];
    },
  };
}
