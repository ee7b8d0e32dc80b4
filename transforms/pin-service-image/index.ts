import { composeImagePlaces, pinImages } from '../../src/images/index.js';

export const transform = pinImages({
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
  find: composeImagePlaces,
});
