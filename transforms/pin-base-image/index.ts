import { readBuildSettings, imagePlaces, pinImages } from '../../src/images/index.js';
import type { DockerfileDoc } from '../../src/dockerfile/index.js';

export const transform = pinImages({
  meta: {
    id: 'pin-base-image',
    title: 'Pin the images a build uses',
    summary:
      'Writes the tag and digest that each image of a Dockerfile has today: FROM, `COPY --from`, `RUN --mount=from=` and `# syntax=`.',
    target: 'dockerfile',
    phase: 'pins',
    ceiling: 'review',
    rules: [
      'DL3006',
      'DL3007',
      'DS-0001',
      'CKV_DOCKER_7',
      'DKL-DI-0006',
      'KICS Image Version Not Explicit',
      "KICS Image Version Using 'latest'",
      'CIS 5.28',
      'Scorecard',
      'ORW FindUnpinned',
      'O13',
    ],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
      'https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies',
    ],
    online: true,
    options: {
      form: {
        type: 'string',
        default: 'tag-and-digest',
        about: 'What is written: `tag-and-digest`, `tag` (the most specific one with the same digest) or `digest`',
      },
    },
  },
  find: (doc: DockerfileDoc, context) => imagePlaces(doc, readBuildSettings(doc.file, context)),
});
