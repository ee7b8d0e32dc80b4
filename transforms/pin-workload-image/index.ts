import { containerImagePlaces, pinImages } from '../../src/images/index.js';

export const transform = pinImages({
  meta: {
    id: 'pin-workload-image',
    title: 'Pin the images workloads run',
    summary: 'Writes the tag and digest that the image of each container has today.',
    target: 'kubernetes',
    phase: 'pins',
    ceiling: 'review',
    rules: ['KSV-0013', 'kl latest-tag'],
    since: '0.1.0',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
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
  find: containerImagePlaces,
});
