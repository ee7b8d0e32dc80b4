import type { Context, Lookup, Outcome, Transform } from '../../src/model/index.js';
import { containerImagePlaces, updateLookups, updateSteps } from '../../src/images/index.js';
import type { KubernetesDoc } from '../../src/kubernetes/index.js';

export const transform: Transform<KubernetesDoc> = {
  meta: {
    id: 'update-workload-image',
    title: "Move the pins of workloads' images",
    summary: 'Moves pinned images of containers to the newest tag and digest within the policy.',
    target: 'kubernetes',
    phase: 'pins',
    after: ['pin-workload-image'],
    ceiling: 'review',
    rules: [],
    since: '0.1.0',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
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
  ask(doc: KubernetesDoc, context: Omit<Context, 'answers'>): readonly Lookup[] {
    return updateLookups(containerImagePlaces(doc, context).places, context);
  },
  propose(doc: KubernetesDoc, context: Context): Outcome {
    return updateSteps('update-workload-image', () => containerImagePlaces(doc, context), context);
  },
};
