// Names that every object of JavaScript has are names like any other: of images, programs, packages, variables, keys.
import { markerHolds } from '../../src/ecosystems/index.js';
import { matchIgnore, parseIgnore } from '../../src/io/index.js';
import { alpineFor, debianFor, isOnRecentDebian, laterRelease } from '../../src/knowledge/index.js';
import { reports } from '../../src/reports/index.js';
import { registry } from '../../transforms/index.js';
import { planTexts } from '../support/plan.js';

const names = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];

function dockerfile(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

test.each(names)('%s', (name) => {
  // Names of images have no capital letters.
  const image = /^[a-z]+$/.test(name) ? name : 'debian';
  const start = [`FROM debian:12 AS ${/^\w/.test(name) ? 'x' : name}`, 'WORKDIR /app', 'COPY . .'];
  const texts = {
    'image/Dockerfile': dockerfile(`FROM ${image}:1`, 'COPY . .', 'RUN make', `CMD ["./${name}"]`),
    'program/Dockerfile': dockerfile(...start, `RUN ${name} install`, `CMD ["${name}", "x"]`),
    'script/Dockerfile': dockerfile(...start, `RUN ./${name} build`, `ENTRYPOINT ["./${name}"]`),
    'packages/Dockerfile': dockerfile(
      'FROM debian:12',
      `RUN apt-get update && apt-get install -y ${name} gcc && pip install ${name} && npm i -g ${name} && gem install ${name}`,
      `ARG ${name}=1`,
      `ENV ${name}=$${name}`,
    ),
    'python/Dockerfile': dockerfile(
      'FROM python:3.12',
      'COPY . .',
      'RUN pip install -r requirements.txt',
      'CMD python app.py',
    ),
    'python/requirements.txt': `${name}==1; ${name} == "x"\n`,
    'python/app.py': `import ${name}\n${name}.${name}("x")\nopen(${name}, "w")\n`,
    'node/Dockerfile': dockerfile('FROM node:22', 'COPY . .', 'RUN npm ci && npm run build', 'CMD ["node", "app.js"]'),
    'node/app.js': `const fs = require("fs");\n${name}(${name}.${name});\nfs.writeFileSync(${name}, "x");\n`,
    'node/package.json': JSON.stringify({ [name]: name, scripts: { [name]: name }, dependencies: { [name]: '1' } }),
    'node/.dockerignore': `[[:${name}:]]\n`,
    'site/Dockerfile': dockerfile('FROM node:22', 'COPY . .', 'RUN npm ci && npm run build', `CMD ["${name}", "dist"]`),
    'site/package.json': JSON.stringify({ scripts: { build: `vite build && ${name}` }, dependencies: { vite: '1' } }),
    'c/Dockerfile': dockerfile('FROM gcc:15', 'COPY . .', `RUN gcc -o app x.c -l${name}`, 'CMD ["./app"]'),
    'c/x.c': 'int main() { return 0; }\n',
    'compose.yaml': dockerfile(
      'services:',
      `  ${name}:`,
      `    image: ${image}:1`,
      `    command: ${name}`,
      `    environment: {${name}: x}`,
      `    cap_add: [${name}]`,
      '  other:',
      `    image: ${image}`,
      `    depends_on: [${name}]`,
    ),
    'pod.yaml': dockerfile(
      'apiVersion: v1',
      'kind: Pod',
      `metadata: {name: x, labels: {${name}: x}}`,
      'spec:',
      '  containers:',
      `    - name: ${name.toLowerCase()}`,
      `      image: ${image}`,
      `      args: [${name}]`,
    ),
  };
  const { plans, errors } = planTexts(texts, { registry, reports, level: 'unverified', preset: 'guide' });
  expect([...errors, ...plans.flatMap(({ dropped }) => dropped)]).toEqual([]);
});

test('of tables that are asked for one entry', () => {
  expect(debianFor('constructor:1', 'trixie')).toBeUndefined();
  expect(alpineFor('constructor:1', '3.22')).toBeUndefined();
  expect(laterRelease('constructor:1', 'debian')).toBeUndefined();
  expect(isOnRecentDebian('constructor:1')).toBe(false);
  expect(markerHolds('constructor != "x"', '3.12')).toBeUndefined();
  // A class that nobody knows matches nothing.
  expect(matchIgnore(parseIgnore('[[:constructor:]]'), 'a', false)).toBeUndefined();
});
