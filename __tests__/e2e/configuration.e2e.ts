// What the planner computes of an image and what the engine makes of it, over generated Dockerfiles.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parseDockerfile, predictImage, rootImageOf } from '../../src/dockerfile/index.js';
import { type Engine, findEngine } from '../../src/io/containers/index.js';
import { filePath } from '../../src/model/index.js';
import { asBase, predictionDifferences } from '../../src/verify/index.js';
import { temporary } from '../support/temporary.js';
import { describeInLab } from './support/lab.js';

const name = fc.constantFrom('A', 'B', 'C_1', 'PATH_X');
const word = fc.constantFrom('x', 'y-z', '1.2', '/opt/a', 'é', '#a', 'a:b', 'a=b');
const reference = fc.oneof(
  name.map((key) => `$${key}`),
  name.map((key) => `\${${key}}`),
  fc.tuple(name, word).map(([key, other]) => `\${${key}:-${other}}`),
  fc.tuple(name, word).map(([key, other]) => `\${${key}-${other}}`),
  fc.tuple(name, word).map(([key, other]) => `\${${key}:+${other}}`),
);
const bare = fc
  .array(fc.oneof({ weight: 3, arbitrary: word }, reference), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(''));
const value = fc.oneof(
  { weight: 4, arbitrary: bare },
  bare.map((text) => `"${text} two"`),
  bare.map((text) => `'${text} two'`),
  word.map((text) => `a\\ ${text}`),
  fc.constant('""'),
  fc.constant('\\$A'),
  fc.constant('"say \\"hi\\" \\$B"'),
  fc.constant("'it''s'"),
);
const pair = fc.tuple(name, value).map(([key, text]) => `${key}=${text}`);
const gap = fc.constantFrom(' ', '  ', ' \\\n    ', ' \\\n# between\n  ');
const exec = fc
  .array(fc.constantFrom('a', 'b c', '$A', '"', '\\', 'é', '--x'), { minLength: 1, maxLength: 3 })
  .map((words) => JSON.stringify(words));
const shellForm = fc.constantFrom('run me', 'echo "$A"  two', 'exec a && \\\n   b', "[ -f x ] || echo 'no'", 'a;b');
const command = fc.oneof(exec, shellForm);
const port = fc.constantFrom('80', '8080/tcp', '53/udp', '7000-7002', '443/TCP');
const duration = fc.constantFrom('5s', '1m30s', '500ms', '2h');
const instruction = fc.oneof(
  fc.tuple(gap, pair).map(([blank, one]) => `ENV${blank}${one}`),
  fc.tuple(pair, gap, pair).map(([one, blank, two]) => `ENV ${one}${blank}${two}`),
  fc.tuple(name, bare).map(([key, text]) => `ENV ${key} ${text} more`),
  fc.tuple(name, value).map(([key, text]) => `ARG ${key}=${text}`),
  name.map((key) => `ARG ${key}`),
  fc.constantFrom('ARG TARGETARCH', 'ARG TARGETPLATFORM'),
  fc.tuple(pair, gap, pair).map(([one, blank, two]) => `LABEL ${one}${blank}x.${two}`),
  fc.constantFrom('USER 10001', 'USER app:app', 'user "$A"', 'USER ${B:-nobody}'),
  fc.constantFrom('WORKDIR /srv', 'WORKDIR app', 'WORKDIR ../b/./c//d', 'WORKDIR "/with blank"', 'WORKDIR /x/${A:-y}'),
  fc.array(port, { minLength: 1, maxLength: 3 }).map((ports) => `EXPOSE ${ports.join(' ')}`),
  fc.constantFrom('VOLUME /data', 'VOLUME /a /b', 'VOLUME ["/with blank", "/c"]', 'VOLUME /v/$A'),
  command.map((text) => `CMD ${text}`),
  command.map((text) => `ENTRYPOINT ${text}`),
  fc.constantFrom('STOPSIGNAL SIGINT', 'STOPSIGNAL 9'),
  fc.constantFrom('SHELL ["/bin/sh", "-ec"]', 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]'),
  fc
    .tuple(duration, duration, command)
    .map(([a, b, text]) => `HEALTHCHECK --interval=${a} --start-period=${b} --retries=4 CMD ${text}`),
  fc.constant('HEALTHCHECK NONE'),
  fc.constantFrom('# a comment', '', 'MAINTAINER nobody'),
);
const body = fc.array(instruction, { minLength: 1, maxLength: 9 });
const from = fc.constantFrom('scratch', 'scratch', 'debian:13-slim', '${BASE}');
const dockerfile = fc
  .record({
    meta: fc.constantFrom([], ['ARG A=meta'], ['ARG B="two words"']),
    base: from,
    first: body,
    second: fc.option(body),
    third: fc.option(body),
  })
  .map(({ meta, base, first, second, third }) => {
    const stages = [[`FROM ${base} AS Base`, ...first]];
    if (second) stages.push(['FROM base', ...second]);
    if (third) stages.push([second ? 'FROM base AS last' : `FROM ${base}`, ...third]);
    return `${['ARG BASE=debian:13', ...meta, ...stages.flat()].join('\n')}\n`;
  });

describeInLab('configuration', ['debian:13'], () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await findEngine({ env: process.env, engine: 'docker' });
  });
  afterAll(async () => await engine.removeAll());

  test('computed and real configuration agree on 100 generated Dockerfiles', async () => {
    // The same Dockerfiles every time unless the environment asks for others; the seed is printed to have them again.
    const [numRuns, seed] = [Number(process.env.RUNS ?? 100), Number(process.env.SEED ?? 42)];
    process.stderr.write(`SEED=${seed} RUNS=${numRuns}\n`);
    const samples = fc.sample(dockerfile, { numRuns, seed });
    const folder = temporary();
    const bases = new Map<string, ReturnType<typeof asBase>>();
    const wrong: string[] = [];
    const kinds = new Map<string, number>();
    let rejected = 0;
    for (const [index, text] of samples.entries()) {
      const context = join(folder, String(index));
      mkdirSync(context);
      const file = join(context, 'Dockerfile');
      writeFileSync(file, text);
      const args: Record<string, string> = index % 3 === 0 ? { A: 'given', C_1: 'c one' } : {};
      const built = await engine.build({ context, dockerfile: file, args, cache: true, timeoutMs: 300_000 });
      if (!built.ok) {
        rejected++;
        if (process.env.SHOW) process.stderr.write(`${text}\n${built.log.slice(-400)}\n----\n`);
        continue;
      }
      const input = { args: new Map(Object.entries(args)), platform: 'linux/amd64' };
      const doc = parseDockerfile(filePath('Dockerfile'), text);
      const root = rootImageOf(doc, input);
      if (root !== undefined && !bases.has(root)) bases.set(root, asBase((await engine.image(root))!.config));
      const predicted = predictImage(doc, { ...input, base: root === undefined ? undefined : bases.get(root) });
      const image = await engine.image(built.image);
      const found = predictionDifferences(predicted, image!.config);
      if (found.length > 0) wrong.push(`${text}\n  ${found.join('\n  ')}`);
      for (const { keyword } of doc.instructions) kinds.set(keyword, (kinds.get(keyword) ?? 0) + 1);
      await engine.removeImage(built.image);
    }
    process.stderr.write(
      `${samples.length} Dockerfiles, ${rejected} rejected by BuildKit, ${wrong.length} other than computed\n`,
    );
    expect(wrong).toEqual([]);
    // Few of what is generated is no Dockerfile, and every instruction is among what was compared.
    expect(rejected).toBeLessThan(samples.length / 10);
    for (const keyword of [
      'ENV',
      'ARG',
      'LABEL',
      'USER',
      'WORKDIR',
      'EXPOSE',
      'VOLUME',
      'CMD',
      'ENTRYPOINT',
      'STOPSIGNAL',
      'SHELL',
      'HEALTHCHECK',
    ])
      expect([keyword, (kinds.get(keyword) ?? 0) > 10]).toEqual([keyword, true]);
  });
});
