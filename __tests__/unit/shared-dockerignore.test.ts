// A `.dockerignore` belongs to every Dockerfile that is built with its folder: one of them speaks for all.
import { commitAll, harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const DOCKERFILE =
  'FROM node:22-slim\nWORKDIR /app\nCOPY package.json .\nRUN npm install\nCOPY . .\nCMD ["node", "index.js"]\n';
const SOURCE = { 'package.json': '{"dependencies":{"express":"4.21.1"}}\n', 'index.js': 'run()\n' };

test.each<[string, Readonly<Record<string, string>>]>([
  ['by any name', { Dockerfile: DOCKERFILE, 'Dockerfile-dev': DOCKERFILE, 'Dockerfile.a.b': DOCKERFILE }],
  [
    'by Compose files that do not name each other',
    {
      'docker/app/Dockerfile': DOCKERFILE,
      'docker/test/Dockerfile': DOCKERFILE,
      'compose.yaml': 'services:\n  app:\n    build:\n      context: .\n      dockerfile: docker/app/Dockerfile\n',
      'compose.test.yaml':
        'services:\n  app:\n    build:\n      context: .\n      dockerfile: docker/test/Dockerfile\n',
    },
  ],
])('Dockerfiles of one folder make one file: %s', async (_, files) => {
  const root = commitAll(temporary({ ...SOURCE, ...files }));
  const ran = await harden(root, ['fix', '--offline', '--yes', '--only', 'complete-dockerignore']);
  expect(ran.out).toContain('Applied 1 step in 1 file');
  expect(ran.code).toBe(0);
});
