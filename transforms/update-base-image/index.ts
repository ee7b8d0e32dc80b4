import { readBuildSettings, imagePlaces, UPDATE_OPTIONS, updateImages } from '../../src/images/index.js';
import type { DockerfileDoc } from '../../src/dockerfile/index.js';

export const transform = updateImages({
  meta: {
    id: 'update-base-image',
    title: "Move the pins of a build's images",
    summary: 'Moves pinned images of a Dockerfile to the newest tag and digest within the policy.',
    target: 'dockerfile',
    phase: 'pins',
    after: ['pin-base-image'],
    ceiling: 'review',
    rules: [],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
      'https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies',
    ],
    enabledByDefault: false,
    online: true,
    options: UPDATE_OPTIONS,
  },
  find: (doc: DockerfileDoc, context) => imagePlaces(doc, readBuildSettings(doc.file, context)),
});
