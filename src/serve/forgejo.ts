import { hasTick, isCommand } from './command.js';
import { textAt, valueAt } from './json.js';
import { isSigned } from './secret.js';
import type { Hook, HookOptions, Wake } from './types.js';

const WHY: Readonly<Record<string, (data: unknown, branches: string) => Wake['why'] | undefined>> = {
  push: (data) =>
    textAt(data, 'ref') === `refs/heads/${textAt(data, 'repository', 'default_branch')}` ? 'pushed' : undefined,
  pull_request(data, branches) {
    const head = valueAt(data, 'pull_request', 'head');
    const isSeen = ['closed', 'reopened', 'synchronized'].includes(textAt(data, 'action'));
    // A branch of a fork may be named like ours.
    const isHere = textAt(head, 'repo', 'full_name') === textAt(data, 'repository', 'full_name');
    return isSeen && isHere && textAt(head, 'ref').startsWith(branches) ? 'pull request' : undefined;
  },
  issues: (data) =>
    textAt(data, 'action') === 'edited' && hasTick(textAt(data, 'issue', 'body')) ? 'dashboard' : undefined,
  issue_comment(data) {
    const isOnPull = valueAt(data, 'is_pull') === true;
    const isNew = textAt(data, 'action') === 'created';
    return isNew && isOnPull && isCommand(textAt(data, 'comment', 'body')) ? 'command' : undefined;
  },
};

/** Deliveries of Forgejo and of Gitea. */
export function forgejoHook({ secrets, branches }: HookOptions): Hook {
  return {
    headers: {
      event: ['x-forgejo-event', 'x-gitea-event'],
      id: ['x-forgejo-delivery', 'x-gitea-delivery'],
      signature: ['x-forgejo-signature', 'x-gitea-signature'],
    },
    events: Object.keys(WHY),
    isGenuine: async ({ body, signature }) => secrets.some((secret) => isSigned(body, signature, secret)),
    async wakes({ event, body }) {
      const data: unknown = JSON.parse(body.toString('utf8'));
      const why = WHY[event]!(data, branches);
      if (!why) return [];
      return [{ repository: textAt(data, 'repository', 'full_name'), by: textAt(data, 'sender', 'login'), why }];
    },
  };
}
