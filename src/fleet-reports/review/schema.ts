// What review.yaml may hold.
import { settingsText, type Schema } from '../../config/index.js';

/** Verdicts on a pattern. One that nobody spoke about has none. */
export const VERDICTS = ['approve', 'reject', 'postpone'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The JSON Schema (draft 7) of `review.yaml`, and of the answers that the review page saves. */
export function reviewSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'review.yaml',
    description: 'What people decided about the patterns of a campaign.',
    type: 'object',
    additionalProperties: false,
    required: ['version', 'decisions'],
    properties: {
      version: { description: 'Version of this file format.', const: 1 },
      decisions: {
        description: 'One for each pattern that somebody judged. harden keeps them sorted by transform and pattern.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['pattern', 'verdict'],
          properties: {
            pattern: {
              description: 'The pattern, as `harden migrate review` and the report name it.',
              type: 'string',
              pattern: '^[\\w.-]{4,100}$',
            },
            transform: { description: 'Whose pattern it is: for those who read the file.', type: 'string' },
            title: { description: 'What its steps do: for those who read the file.', type: 'string' },
            verdict: {
              description:
                'approve: steps of this pattern may be opened. reject: they are left out. postpone: they are left out for now, and asked about again.',
              enum: VERDICTS,
            },
            by: { description: 'Who decided.', type: 'string' },
            at: { description: 'When: a day or a time, as in ISO 8601.', type: 'string' },
            note: { description: 'Why.', type: 'string' },
          },
        },
      },
    },
  };
}

/** The schema as the shipped file holds it. */
export function reviewSchemaText(): string {
  return settingsText(reviewSchema());
}
