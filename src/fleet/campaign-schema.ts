import { settingsText, type Schema } from '../config/index.js';
import { LEVELS, PRESETS } from '../model/index.js';
import { openSchema } from './open-schema.js';

const NAME: Schema = { type: 'string', minLength: 1, maxLength: 500 };
const NAMES: Schema = { type: 'array', items: NAME, maxItems: 1000 };

/** What holds where nothing is said. `workers`: as many as the machine has processors. */
export const PLAN_DEFAULTS = { timeout: 180, memory: 512, attempts: 3, recycle: 200 } as const;

/** The JSON Schema (draft 7) of `campaign.yaml`. */
export function campaignSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'campaign.yaml',
    description: 'Settings of a campaign of harden migrate.',
    type: 'object',
    additionalProperties: false,
    required: ['version'],
    properties: {
      version: { description: 'Version of this file format.', const: 1 },
      name: { description: 'What the campaign is called in reports.', ...NAME },
      sources: {
        description: 'Where the repositories come from. harden migrate init reads them again and adds what is new.',
        type: 'array',
        maxItems: 1000,
        items: source(),
      },
      forks: { description: 'Repositories that are forks belong to the campaign.', type: 'boolean', default: false },
      level: {
        description: 'The most that is planned. A repository may ask for less.',
        enum: [...LEVELS],
      },
      preset: { description: 'How much is asked for.', enum: [...PRESETS] },
      only: { description: 'Plan these transforms and no others.', ...NAMES },
      skip: { description: 'Plan all but these transforms.', ...NAMES },
      plan: plan(),
      open: openSchema(),
    },
  };
}

/** The schema as the shipped file holds it. */
export function campaignSchemaText(): string {
  return settingsText(campaignSchema());
}

function source(): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      organisation: { description: 'A user, organisation or group: https://gitlab.example.com/acme/web.', ...NAME },
      topic: { description: 'A topic, on the forge.', ...NAME },
      search: { description: 'Words that the forge searches repositories for.', ...NAME },
      forge: { description: 'The forge of a topic or search: https://gitlab.example.com.', ...NAME },
      csv: { description: 'A file with the columns url, branch and team.', ...NAME },
      folder: { description: 'A folder of clones or bare repositories.', ...NAME },
    },
    oneOf: [
      { required: ['organisation'] },
      { required: ['topic', 'forge'] },
      { required: ['search', 'forge'] },
      { required: ['csv'] },
      { required: ['folder'] },
    ],
  };
}

function plan(): Schema {
  return {
    description: 'What planning may take.',
    type: 'object',
    additionalProperties: false,
    properties: {
      workers: {
        description: 'Processes that plan at a time. Default: one for each processor.',
        type: 'integer',
        minimum: 1,
        maximum: 256,
      },
      timeout: {
        description: 'Seconds that a repository may take.',
        type: 'integer',
        minimum: 1,
        maximum: 86_400,
        default: PLAN_DEFAULTS.timeout,
      },
      memory: {
        description: 'Megabytes that a worker may take.',
        type: 'integer',
        minimum: 128,
        maximum: 65_536,
        default: PLAN_DEFAULTS.memory,
      },
      attempts: {
        description: 'How often a repository is tried that was ended.',
        type: 'integer',
        minimum: 1,
        maximum: 10,
        default: PLAN_DEFAULTS.attempts,
      },
      recycle: {
        description: 'Repositories after which a worker is replaced.',
        type: 'integer',
        minimum: 1,
        maximum: 100_000,
        default: PLAN_DEFAULTS.recycle,
      },
      offline: { description: 'Nothing is looked up.', type: 'boolean', default: false },
    },
  };
}
