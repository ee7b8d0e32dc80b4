// `bot:` of `.harden.yaml`: what a repository wants of the bot that keeps its pull requests. What limits it can
// only be narrowed from what the operator allows.
import type { Level } from '../model/index.js';
import type { Json, Schema } from './schema-types.js';

/** Only what is written. */
export interface WrittenBot {
  readonly enabled?: boolean;
  readonly level?: Level;
  readonly group?: 'all' | 'folder';
  readonly 'branch-prefix'?: string;
  readonly draft?: boolean;
  readonly sarif?: boolean;
  readonly automerge?: boolean;
  readonly labels?: readonly string[];
  readonly reviewers?: readonly string[] | 'codeowners';
  readonly rebase?: 'conflicted' | 'behind' | 'never';
  readonly 'open-pull-requests'?: number;
  readonly 'per-hour'?: number;
  readonly 'most-steps'?: number;
  readonly stale?: { readonly label: number; readonly close: number };
  readonly schedule?: readonly string[];
  readonly timezone?: string;
}

const DAY = '(?:sun|mon|tue|wed|thu|fri|sat|daily|weekdays|weekends)';
const TIME = '(?:[01]?\\d|2[0-3])(?::[0-5]\\d)?';
const NAME: Schema = { type: 'string', minLength: 1, maxLength: 100 };

/** What may stand below `bot`. */
export function botSchema(level: Readonly<Record<string, Json>>): Schema {
  return {
    description:
      'What harden bot does in this repository, as it stands on the base branch. It may narrow what the operator of the bot allows, and never widen it.',
    type: 'object',
    additionalProperties: false,
    properties: {
      enabled: { description: 'false: the bot leaves this repository alone.', type: 'boolean', default: true },
      level: { ...level, description: 'The most that is proposed, where the level above would allow more.' },
      group: { description: 'One pull request, or one for each folder.', enum: ['all', 'folder'], default: 'all' },
      'branch-prefix': {
        description: 'What the names of its branches begin with.',
        type: 'string',
        pattern: '^harden[A-Za-z0-9-]{0,40}/$',
        default: 'harden/',
      },
      draft: {
        description: 'Pull requests are drafts until they were built and run.',
        type: 'boolean',
        default: false,
      },
      automerge: {
        description:
          'Pull requests whose every step is safe and was verified are merged by the forge once its checks pass, where the operator of the bot allows it.',
        type: 'boolean',
        default: false,
      },
      sarif: {
        description: 'What stands in the base branch is shown in code scanning of GitHub, where its rights allow it.',
        type: 'boolean',
        default: false,
      },
      labels: { description: 'Labels besides those of the operator.', type: 'array', items: NAME, maxItems: 20 },
      reviewers: {
        description:
          'Who is asked for a review: people, and teams as organisation/team; codeowners: whom CODEOWNERS of the base branch names for the files that change.',
        if: { type: 'array' },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { type: 'array', items: NAME, maxItems: 15 },
        else: { enum: ['codeowners'] },
      },
      rebase: {
        description: 'When a branch is made anew whose plan is the same.',
        enum: ['conflicted', 'behind', 'never'],
        default: 'conflicted',
      },
      'open-pull-requests': {
        description: 'How many may be open at a time.',
        type: 'integer',
        minimum: 1,
        maximum: 1000,
        default: 10,
      },
      'per-hour': {
        description: 'How many may be opened within an hour.',
        type: 'integer',
        minimum: 1,
        maximum: 1000,
      },
      'most-steps': {
        description: 'How many steps one pull request may have.',
        type: 'integer',
        minimum: 1,
        maximum: 5000,
        default: 200,
      },
      stale: {
        description: 'Days without a word of a person, after which a pull request is labelled, and closed as declined.',
        type: 'object',
        additionalProperties: false,
        required: ['label', 'close'],
        properties: {
          label: { type: 'integer', minimum: 1, maximum: 3650 },
          close: { type: 'integer', minimum: 1, maximum: 3650 },
        },
      },
      schedule: {
        description:
          'When pull requests may be opened: days, and hours where not all day: mon-fri 08:00-16:00, weekends.',
        type: 'array',
        maxItems: 20,
        items: {
          type: 'string',
          pattern: `^${DAY}(?:-${DAY})?(?:,${DAY}(?:-${DAY})?){0,7}(?: ${TIME}-(?:${TIME}|24(?::00)?))?$`,
        },
      },
      timezone: { description: 'Of the schedule: Europe/Berlin.', ...NAME, default: 'UTC' },
    },
  };
}
