import type { Context, Lookup, Outcome, Transform } from '../../src/model/index.js';
import { composeImagePlaces, updateLookups, updateSteps } from '../../src/images/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';

export const transform: Transform<ComposeDoc> = {
  meta: {
    id: 'update-service-image',
    title: "Move the pins of services' images",
    summary: 'Moves pinned images of Compose services to the newest tag and digest within the policy.',
    target: 'compose',
    phase: 'pins',
    after: ['pin-service-image'],
    ceiling: 'review',
    rules: [],
    since: '0.1.0',
    references: ['https://docs.docker.com/reference/compose-file/services/#image'],
    enabledByDefault: false,
    hints: ['image'],
    online: true,
    options: {
      policy: {
        type: 'string',
        default: 'patch',
        about: 'How far a version may move: `digest` (the same tag built anew), `patch`, `minor` or `major`',
      },
    },
  },
  ask(doc: ComposeDoc, context: Omit<Context, 'answers'>): readonly Lookup[] {
    return updateLookups(composeImagePlaces(doc, context).places, context);
  },
  propose(doc: ComposeDoc, context: Context): Outcome {
    return updateSteps('update-service-image', () => composeImagePlaces(doc, context), context);
  },
};
