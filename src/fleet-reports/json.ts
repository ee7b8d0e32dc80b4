// The numbers of a campaign for programs, described by schemas/campaign-report.schema.json.
import { settingsText, type Schema } from '../config/index.js';
import { escapeHidden, type Tool } from '../render/index.js';
import { STATES, type FleetNumbers } from './numbers/read.js';
import { tablesOf } from './numbers/tables.js';
import type { Review } from './review/read.js';
import { VERDICTS } from './review/schema.js';

export interface CampaignFrame {
  readonly name: string;
  readonly tool: Tool;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The report as JSON. Fields are added within a version; one that changes its meaning or goes away raises it. */
export function campaignJson(numbers: FleetNumbers, review: Review, { name, tool, now }: CampaignFrame): string {
  const { summary, ...tables } = tablesOf(numbers, review);
  const report = {
    version: 1,
    tool: { name: tool.name, version: tool.version },
    campaign: name,
    made: new Date(now).toISOString(),
    planned: numbers.plannedAt === undefined ? null : new Date(numbers.plannedAt).toISOString(),
    summary,
    history: numbers.history.map(({ at, ...point }) => ({ at: new Date(at).toISOString(), ...point })),
    ...tables,
  };
  return `${escapeHidden(JSON.stringify(report, null, 1))}\n`;
}

const COUNT: Schema = { type: 'integer', minimum: 0 };
const TEXT: Schema = { type: 'string' };
const TIME: Schema = { type: 'string', format: 'date-time' };
const LEVELS: Schema = { description: 'Steps by level.', type: 'object', additionalProperties: COUNT };
const orNull = (type: 'string' | 'integer'): Schema => ({ type: [type, 'null'] });

/** An object of which every field is there. */
function record(fields: Readonly<Record<string, Schema>>, description?: string): Schema {
  return {
    ...(description === undefined ? {} : { description }),
    type: 'object',
    required: Object.keys(fields),
    properties: fields,
  };
}

function rows(description: string, fields: Readonly<Record<string, Schema>>): Schema {
  return { description, type: 'array', items: record(fields) };
}

/** The JSON Schema (draft 7) of the report. */
export function campaignReportSchema(): Schema {
  const verdict: Schema = {
    description: 'null where nobody decided, or approved it before something broke with it.',
    enum: [...VERDICTS, null],
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'harden migrate report --format json',
    ...record({
      version: { description: 'Version of this format.', const: 1 },
      tool: record({ name: TEXT, version: TEXT }),
      campaign: { ...TEXT, description: 'What the campaign is called.' },
      made: TIME,
      planned: { ...orNull('string'), description: 'When the last plan was made.' },
      summary: record(
        {
          repositories: COUNT,
          states: record(Object.fromEntries(STATES.map((state) => [state, COUNT]))),
          pending: { ...COUNT, description: 'Repositories whose plan has steps.' },
          steps: COUNT,
          levels: LEVELS,
          patterns: COUNT,
          decided: record(
            Object.fromEntries([...VERDICTS, 'open'].map((each) => [each, COUNT])),
            'Patterns by verdict.',
          ),
          refusals: COUNT,
          found: { ...COUNT, description: 'Findings of rules before any step.' },
          resolved: { ...COUNT, description: 'Those of them that the plans resolve.' },
          images: { ...COUNT, description: 'Places that name an image.' },
          endedImages: { ...COUNT, description: 'Those of them whose image is past its end of life.' },
          built: record(
            Object.fromEntries(['held', 'broke', 'cannot'].map((each) => [each, COUNT])),
            'Repositories that were built and run as they are planned now, by what came of it.',
          ),
          brokenPatterns: { ...COUNT, description: 'Patterns with which something broke.' },
        },
        'The campaign in a few numbers.',
      ),
      history: rows('What was left after each run that changed it.', {
        at: TIME,
        repositories: COUNT,
        pending: COUNT,
        steps: COUNT,
      }),
      repositories: rows('Every repository, by name.', {
        url: TEXT,
        name: TEXT,
        organisation: TEXT,
        team: TEXT,
        state: { enum: [...STATES] },
        reason: orNull('string'),
        commit: orNull('string'),
        built: { description: 'What came of building and running it.', enum: ['held', 'broke', 'cannot', null] },
        wave: orNull('integer'),
        steps: COUNT,
        levels: LEVELS,
        refusals: COUNT,
        found: COUNT,
        resolved: COUNT,
        images: COUNT,
        endedImages: COUNT,
        pulls: { description: 'Addresses of its pull requests.', type: 'array', items: TEXT },
      }),
      transforms: rows('By transform.', {
        transform: TEXT,
        steps: COUNT,
        repositories: COUNT,
        levels: LEVELS,
        refusals: COUNT,
      }),
      teams: rows('By team; an empty one is none.', {
        team: TEXT,
        repositories: COUNT,
        pending: COUNT,
        steps: COUNT,
        found: COUNT,
        resolved: COUNT,
      }),
      patterns: rows('The same kind of change, wherever it is made; the most consequential first.', {
        pattern: TEXT,
        transform: TEXT,
        level: TEXT,
        title: TEXT,
        change: TEXT,
        steps: COUNT,
        repositories: COUNT,
        held: { ...COUNT, description: 'Repositories that were built and run, in which its steps held.' },
        broke: { ...COUNT, description: 'Repositories that were built and run, in which something broke with them.' },
        breaks: rows('The first of the repositories in which something broke.', {
          repository: TEXT,
          says: TEXT,
          excerpt: { ...TEXT, description: 'The end of the log that shows it.' },
        }),
        verdict,
        isOvertaken: { description: 'It was approved before something broke with it.', type: 'boolean' },
      }),
      rules: rows('By rule.', { rule: TEXT, found: COUNT, resolved: COUNT, open: COUNT, repositories: COUNT }),
      refusals: rows('By reason and transform.', { code: TEXT, transform: TEXT, count: COUNT, repositories: COUNT }),
      images: rows('The inventory of images, those of most repositories first.', {
        image: TEXT,
        tag: orNull('string'),
        pinned: { type: 'boolean' },
        endsOn: { ...orNull('string'), description: 'When what it holds had its last fixes, where that is past.' },
        places: COUNT,
        repositories: COUNT,
      }),
    }),
  };
}

/** The schema as the shipped file holds it. */
export function campaignReportSchemaText(): string {
  return settingsText(campaignReportSchema());
}
