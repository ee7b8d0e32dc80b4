// Packages that are not there, or must not be needed: without the optional parser nothing is said of JavaScript that only it
// understands, and the reason names the package.
import { onlyTransforms } from '../support/transforms.js';
import { planTexts } from '../support/plan.js';

jest.mock('ts-morph', () => {
  throw new Error("Cannot find module 'ts-morph'");
});

const READ = 'const express = require("express");\nconst app = express();\napp.listen(3000);\n';
const FILES = {
  Dockerfile: 'FROM node:22-slim\nWORKDIR /srv\nCOPY . .\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
  'plain.js': 'module.exports = 1;\n',
  'server.js': `${READ}<!-- which old browsers pass over\n`,
};

test.each(['add-app-user', 'add-image-healthcheck'])('%s', (id) => {
  const { plans } = planTexts(FILES, { registry: onlyTransforms([id]) });
  expect(plans.flatMap(({ steps }) => steps)).toEqual([]);
  const refused = plans.flatMap((plan) => plan.refused);
  expect(refused).toMatchObject([{ code: 'needs-evidence' }]);
  expect(refused[0]!.message).toContain('ts-morph');
});

test('what the small parser understands needs no other', () => {
  const { plans } = planTexts({ ...FILES, 'server.js': READ }, { registry: onlyTransforms(['add-app-user']) });
  expect(plans.flatMap(({ steps }) => steps)).toHaveLength(1);
});

test('nothing is validated, and no validator loaded, without a file', () => {
  jest.isolateModules(() => {
    jest.doMock('ajv', () => {
      throw new Error('loaded');
    });
    const { defaultConfig: fresh, resolveConfig: resolve } = require('../../src/config/index.js');
    expect(resolve(fresh([]), 'Dockerfile').level).toBe('review');
  });
});
