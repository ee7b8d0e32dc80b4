import type { Context, Lookup, Outcome, Transform } from '../../src/model/index.js';
import { composeImagePlaces, pinLookups, pinSteps } from '../../src/images/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';

export const transform: Transform<ComposeDoc> = {
  meta: {
    id: 'pin-service-image',
    title: 'Pin the images services run',
    summary: 'Writes the tag and digest that the image of each Compose service has today.',
    target: 'compose',
    phase: 'pins',
    ceiling: 'review',
    rules: ['CL-0004', 'CL-0019', 'dc service-image-require-explicit-tag', 'CIS 5.28'],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/compose-file/services/#image'],
    hints: ['image'],
    online: true,
    options: {
      form: {
        type: 'string',
        default: 'tag-and-digest',
        about: 'What is written: `tag-and-digest`, `tag` (the most specific one with the same digest) or `digest`',
      },
    },
  },
  ask(doc: ComposeDoc, context: Omit<Context, 'answers'>): readonly Lookup[] {
    return pinLookups(composeImagePlaces(doc, context).places);
  },
  propose(doc: ComposeDoc, context: Context): Outcome {
    return pinSteps('pin-service-image', () => composeImagePlaces(doc, context), context);
  },
};
