import { composeImagePlaces, UPDATE_OPTIONS, updateImages } from '../../src/images/index.js';

export const transform = updateImages({
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
    options: UPDATE_OPTIONS,
  },
  find: composeImagePlaces,
});
