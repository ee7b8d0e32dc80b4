// `open:` of `campaign.yaml`: when pull requests are opened, and what they are given.
import type { Schema } from '../config/index.js';

/** Only what is written. Shares and times are words here; `fleet-publish` reads them. */
export interface OpenSettings {
  readonly waves?: readonly (string | number)[];
  readonly gate?: { readonly merged?: string; readonly 'ci-red'?: string; readonly after?: string };
  readonly windows?: readonly string[];
  readonly timezone?: string;
  readonly 'per-hour'?: number;
  readonly 'max-open'?: number;
  readonly 'max-open-per-team'?: number;
  readonly stale?: string;
  readonly labels?: readonly string[];
  readonly reviewers?: readonly string[];
  readonly draft?: boolean;
  readonly check?: boolean;
  readonly author?: string;
  readonly 'branch-prefix'?: string;
  readonly 'most-steps'?: number;
}

const NAME: Schema = { type: 'string', minLength: 1, maxLength: 200 };
const SHARE: Schema = { type: 'string', pattern: '^(?:100|\\d{1,2})(?:\\.\\d{1,2})? ?%$' };
const TIME: Schema = { type: 'string', pattern: '^\\d{1,4} ?[dhm]$' };

function count(description: string, least: number, more: Schema = {}): Schema {
  return { description, type: 'integer', minimum: least, maximum: 1_000_000, ...more };
}

/** What may stand below `open`. */
export function openSchema(): Schema {
  return {
    description: 'How pull requests are opened.',
    type: 'object',
    additionalProperties: false,
    properties: {
      waves: {
        description:
          'How far each wave goes: so many repositories, a share of all, or all, those of the waves before it counted. The first is called canary.',
        type: 'array',
        minItems: 1,
        maxItems: 20,
        items: {
          anyOf: [
            { type: 'integer', minimum: 1, maximum: 100_000 },
            { type: 'string', pattern: '^(?:all|[1-9]\\d{0,5}|(?:100|\\d{1,2})(?:\\.\\d{1,2})? ?%)$' },
          ],
        },
        default: [5, '10%', '50%', 'all'],
      },
      gate: {
        description: 'What has to be true of a wave before the next one opens.',
        type: 'object',
        additionalProperties: false,
        properties: {
          merged: { description: 'The share of its repositories that are merged, at least.', ...SHARE, default: '80%' },
          'ci-red': {
            description: 'The share of its repositories whose checks are red, at most.',
            ...SHARE,
            default: '5%',
          },
          after: { description: 'Time since the last of it was opened: 2d, 12h, 30m.', ...TIME, default: '1d' },
        },
      },
      windows: {
        description: 'When pull requests may be opened: days, and hours where not all day: mon-fri 8-16, weekends.',
        type: 'array',
        maxItems: 20,
        items: NAME,
      },
      timezone: { description: 'Of the windows: Europe/Berlin.', ...NAME, default: 'UTC' },
      'per-hour': count('How many may be opened in an hour.', 1),
      'max-open': count('How many may be open at once.', 1),
      'max-open-per-team': count('How many may be open at once for one team.', 1),
      stale: { description: 'How long one is open before it counts as stale: 14d.', ...TIME, default: '14d' },
      labels: { description: 'Labels of pull requests.', type: 'array', items: NAME, maxItems: 20 },
      reviewers: {
        description: 'Who is asked for a review: people, and teams as organisation/team.',
        type: 'array',
        items: NAME,
        maxItems: 15,
      },
      draft: { description: 'Pull requests are drafts.', type: 'boolean', default: false },
      check: { description: 'A check stands beside what is pushed.', type: 'boolean', default: true },
      author: { description: "Who makes the commits, as 'Name <address>'.", ...NAME },
      'branch-prefix': { description: 'What the names of branches begin with.', ...NAME, default: 'harden/' },
      'most-steps': count('How many steps one pull request may have.', 1, { default: 200 }),
    },
  };
}
