import { isUtf8 } from 'node:buffer';
import { Webhooks } from '@octokit/webhooks';
import { hasTick, isCommand } from './command.js';
import type { Delivery, Hook, HookOptions, Wake } from './types.js';

/** What it would say of deliveries, the server says itself. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Deliveries of GitHub. */
export function gitHubHook({ secrets: [secret, ...before], branches }: HookOptions): Hook {
  const options = { secret, additionalSecrets: before, log: SILENT };
  const verifiers = [secret, ...before].map((each) => new Webhooks({ secret: each, log: SILENT }));
  return {
    headers: { event: ['x-github-event'], id: ['x-github-delivery'], signature: ['x-hub-signature-256'] },
    events: [
      'push',
      'pull_request',
      'issue_comment',
      'issues',
      'check_suite',
      'status',
      'installation',
      'installation_repositories',
    ],
    async isGenuine({ body, signature }) {
      // Only then the text stands for these bytes and no others.
      if (!isUtf8(body)) return false;
      const text = body.toString('utf8');
      for (const verifier of verifiers) if (await verifier.verify(text, signature)) return true;
      return false;
    },
    async wakes({ event, id, signature, body }: Delivery) {
      const found: Wake[] = [];
      const webhooks = new Webhooks(options);
      listen(webhooks, branches, (wake) => found.push(wake));
      await webhooks.verifyAndReceive({ name: event, id, signature, payload: body.toString('utf8') });
      return found;
    },
  };
}

function listen(webhooks: Webhooks, branches: string, wake: (wake: Wake) => void): void {
  webhooks.on('push', ({ payload: { ref, deleted, repository, sender } }) => {
    if (deleted || ref !== `refs/heads/${repository.default_branch}`) return;
    wake({ repository: repository.full_name, by: sender?.login ?? '', why: 'pushed' });
  });
  webhooks.on(
    ['pull_request.closed', 'pull_request.reopened', 'pull_request.synchronize'],
    ({ payload: { pull_request, repository, sender } }) => {
      const { head } = pull_request;
      // A branch of a fork may be named like ours.
      if (!head.ref.startsWith(branches) || head.repo?.full_name !== repository.full_name) return;
      wake({ repository: repository.full_name, by: sender.login, why: 'pull request' });
    },
  );
  webhooks.on('issue_comment.created', ({ payload: { comment, issue, repository, sender } }) => {
    if (!issue.pull_request || !isCommand(comment.body)) return;
    wake({ repository: repository.full_name, by: sender.login, why: 'command' });
  });
  webhooks.on('issues.edited', ({ payload: { issue, repository, sender } }) => {
    if (!hasTick(issue.body ?? '')) return;
    wake({ repository: repository.full_name, by: sender.login, why: 'dashboard' });
  });
  webhooks.on('check_suite.completed', ({ payload: { check_suite, repository, sender } }) => {
    if (!check_suite.head_branch?.startsWith(branches)) return;
    wake({ repository: repository.full_name, by: sender.login, why: 'checks' });
  });
  webhooks.on('status', ({ payload: { state, branches: named, repository, sender } }) => {
    if (state === 'pending' || !named.some(({ name }) => name.startsWith(branches))) return;
    wake({ repository: repository.full_name, by: sender.login, why: 'checks' });
  });
  webhooks.on('installation.created', ({ payload: { repositories = [], sender } }) => {
    for (const { full_name } of repositories) wake({ repository: full_name, by: sender.login, why: 'installed' });
  });
  webhooks.on('installation_repositories.added', ({ payload: { repositories_added, sender } }) => {
    for (const { full_name } of repositories_added) {
      if (full_name !== undefined) wake({ repository: full_name, by: sender.login, why: 'installed' });
    }
  });
}

function nothing(): void {}
