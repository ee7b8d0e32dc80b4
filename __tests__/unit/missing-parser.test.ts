// Without the optional parser nothing is said of JavaScript, and the reason names the package.
import { onlyTransforms } from '../support/transforms.js';
import { planTexts } from '../support/plan.js';

jest.mock('ts-morph', () => {
  throw new Error("Cannot find module 'ts-morph'");
});

const FILES = {
  Dockerfile: 'FROM node:22-slim\nWORKDIR /srv\nCOPY . .\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
  'plain.js': 'module.exports = 1;\n',
  'server.js':
    'const express = require("express");\nconst app = express();\napp.get("/health", (q, r) => r.send("ok"));\napp.listen(3000);\n',
};

test.each(['add-app-user', 'add-image-healthcheck'])('%s', (id) => {
  const { plans } = planTexts(FILES, { registry: onlyTransforms([id]) });
  expect(plans.flatMap(({ steps }) => steps)).toEqual([]);
  const refused = plans.flatMap((plan) => plan.refused);
  expect(refused).toMatchObject([{ code: 'needs-evidence' }]);
  expect(refused[0]!.message).toContain('ts-morph');
});
