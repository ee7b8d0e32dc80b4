import { containerImagePlaces, UPDATE_OPTIONS, updateImages } from '../../src/images/index.js';

export const transform = updateImages({
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
    options: UPDATE_OPTIONS,
  },
  find: containerImagePlaces,
});
