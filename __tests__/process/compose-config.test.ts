// Compose itself reads every golden case and example before and after: what it makes of a file may differ only where a
// step says so. Needs `docker-compose` (Debian's package of that name); skipped aloud without it, never in CI.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { parseCompose } from '../../src/compose/index.js';
import { filePath, type Step, type Options } from '../../src/model/index.js';
import { diskWorkspace, planWorkspace } from '../../src/run/index.js';
import { parseSuppression, isSuppressed } from '../../src/knowledge/index.js';
import type { PlanOptions, SuppressionReader } from '../../src/planner/index.js';
import { registry } from '../../transforms/index.js';
import { NOT_READ, READ } from '../support/compose-yaml.js';
import { goldenCases } from '../support/golden.js';
import { planTexts, type PlanRequest } from '../support/plan.js';

const COMPOSE_FILE = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/;
const root = join(__dirname, '..', '..');
const installed = spawnSync('docker-compose', ['version'], { encoding: 'utf8' }).status === 0;

/** Folders with a repository each: `before` of the golden cases of Compose transforms, and of the examples. */
function repositories(): string[] {
  const folders: string[] = [];
  for (const { meta } of registry.compose) {
    folders.push(...goldenCases(meta.id).map(({ folder }) => join(folder, 'before')));
  }
  const examples = join(root, 'examples');
  for (const name of existsSync(examples) ? readdirSync(examples) : []) folders.push(join(examples, name, 'before'));
  return folders.filter((folder) => existsSync(folder)).map((folder) => relative(root, folder));
}

function textsOf(folder: string): Record<string, string> {
  const texts: Record<string, string> = {};
  const queue = [folder];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const name of readdirSync(at)) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) queue.push(path);
      else texts[relative(folder, path)] = readFileSync(path, 'utf8');
    }
  }
  return texts;
}

/** All that runs by default, and the transform whose case it is, with its options. */
function requestFor(folder: string): PlanRequest {
  const id = /^__tests__\/golden\/([^/]+)\//.exec(folder)?.[1];
  const compose = registry.compose.map((transform) =>
    transform.meta.id === id ? { ...transform, meta: { ...transform.meta, enabledByDefault: true } } : transform,
  );
  const options = join(root, dirname(folder), 'options.json');
  return {
    registry: { ...registry, compose },
    transformOptions: id && existsSync(options) ? (JSON.parse(readFileSync(options, 'utf8')) as Options) : {},
  };
}

function write(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null;

/** What Compose makes of a file, or why it does not take it. */
function config(folder: string, file: string): { readonly model: Json } | { readonly error: string } {
  const args = ['--profile', '*', '-f', file, 'config', '--format', 'json', '--no-interpolate', '--no-path-resolution'];
  const ran = spawnSync('docker-compose', args, { cwd: folder, encoding: 'utf8' });
  return ran.status === 0 ? { model: JSON.parse(ran.stdout) as Json } : { error: ran.stderr };
}

/** What the steps declare for a file, for what it includes, and for services of other files that its own extend. */
function placesIn(steps: readonly Step[], file: string, text: string): string[] {
  const included = /^include:(?:\s.*)?\n(?:[ \t-].*\n)+/m.exec(text)?.[0] ?? '';
  const places = steps
    .filter(({ at }) => at.file === file || included.includes(basename(at.file)))
    .flatMap(({ touches }) => touches);
  for (const service of parseCompose(filePath(file), text).services) {
    const parent = service.extends;
    if (parent?.file === undefined) continue;
    const elsewhere = steps.filter(({ at }) => at.file === join(dirname(file), parent.file!));
    const head = `services.${parent.service}.`;
    for (const place of elsewhere.flatMap(({ touches }) => touches))
      if (place.startsWith(head)) places.push(service.place() + place.slice(head.length - 1));
  }
  return places;
}

/** The model without the places a step declares. */
function without(model: Json, places: readonly string[]): Json {
  const copy = structuredClone(model);
  for (const place of places) {
    const keys = (place.match(/"(?:[^"\\]|\\.)*"|[^.]+/g) ?? []).map((key) =>
      key.startsWith('"') ? (JSON.parse(key) as string) : key,
    );
    const above: { [key: string]: Json }[] = [];
    let at: Json | undefined = copy;
    for (const key of keys.slice(0, -1)) {
      if (isMap(at)) above.push(at);
      at = isMap(at) ? at[key] : undefined;
    }
    if (isMap(at)) delete at[keys[keys.length - 1]!];
    // A map that was made for the key is part of it.
    for (let depth = keys.length - 2; depth > 1 && isEmpty(above[depth]?.[keys[depth]!]); depth--)
      delete above[depth]![keys[depth]!];
  }
  return copy;
}

function isEmpty(value: Json | undefined): boolean {
  return isMap(value) && Object.keys(value).length === 0;
}

function isMap(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

if (!installed) {
  if (process.env.CI) throw new Error('docker-compose is not installed: apt-get install docker-compose');
  process.stderr.write('SKIPPED compose-config: docker-compose is not installed (apt-get install docker-compose)\n');
}

(installed ? describe : describe.skip)('docker-compose reads the same before and after', () => {
  let compared = 0;
  test.each(repositories())('%s', (folder) => {
    const before = textsOf(join(root, folder));
    const { plans, after } = planTexts(before, requestFor(folder));
    const touched = plans.flatMap((plan) => plan.steps).filter((step) => /\.ya?ml$/.test(step.at.file));
    const temporary = mkdtempSync(join(tmpdir(), 'harden-compose-'));
    try {
      for (const file of Object.keys(before).filter((path) => COMPOSE_FILE.test(path))) {
        if (after[file] === before[file]) continue;
        write(temporary, before);
        const old = config(temporary, file);
        write(temporary, after);
        const now = config(temporary, file);
        if ('error' in old) continue; // a file Compose never took: nothing to keep
        const places = placesIn(touched, file, before[file]!);
        expect({ file, ...now }).not.toHaveProperty('error');
        if ('error' in now) continue;
        expect(without(now.model, places)).toEqual(without(old.model, places));
        compared++;
      }
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });

  test('enough files were compared', () => {
    expect(compared).toBeGreaterThanOrEqual(10);
  });
});

(installed ? describe : describe.skip)('docker-compose reads what YAML 1.2 does not', () => {
  function configOf(text: string): ReturnType<typeof config> {
    const temporary = mkdtempSync(join(tmpdir(), 'harden-compose-'));
    try {
      write(temporary, { 'compose.yaml': text });
      return config(temporary, 'compose.yaml');
    } finally {
      rmSync(temporary, { recursive: true });
    }
  }

  test.each(READ)('%s', (_, text, labels) => {
    expect(configOf(text)).toMatchObject({ model: { services: { web: { labels } } } });
  });

  test.each(NOT_READ)('%s, and harden does not', (_, text) => {
    expect(configOf(text)).toHaveProperty('model');
  });
});

// A folder of real repositories: HARDEN_CORPUS=dir npx jest compose-config -t 'real files'
const corpus = process.env.HARDEN_CORPUS;
const EVERYTHING: PlanOptions = {
  level: 'review',
  suppressions: { parse: parseSuppression, covers: isSuppressed } as SuppressionReader,
  settings: () => ({ level: 'review', preset: 'recommended', enabled: () => true, options: () => ({}) }),
};

/** What a Compose file may name beside itself: other Compose files, and variables. */
function copySmallFiles(from: string, to: string): void {
  for (const each of readdirSync(from, { withFileTypes: true })) {
    const path = join(from, each.name);
    if (each.isDirectory() && each.name !== '.git') copySmallFiles(path, join(to, each.name));
    else if (each.isFile() && /\.ya?ml$|env/.test(each.name) && statSync(path).size < 1_000_000)
      write(to, { [each.name]: readFileSync(path, 'utf8') });
  }
}

/** The same as `config`, with the files of variables that the repository does not bring. */
function configWithVariables(folder: string, file: string): ReturnType<typeof config> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const read = config(folder, file);
    const missing = 'error' in read ? /(\/\S*): no such file|env file (\S+) not found/.exec(read.error) : null;
    const path = missing?.[1] ?? missing?.[2];
    if (path === undefined || !path.startsWith(folder)) return read;
    write('/', { [path.slice(1)]: '' });
  }
  return config(folder, file);
}

(installed && corpus ? describe : describe.skip)('docker-compose reads real files the same before and after', () => {
  const counts = { changed: 0, compared: 0, 'not taken by Compose before': 0 };
  afterAll(() => process.stderr.write(`${JSON.stringify(counts)}\n`));

  test.each(corpus ? readdirSync(corpus) : ['no corpus'])(
    '%s',
    (name) => {
      const folder = join(corpus!, name);
      const none = { dockerfile: [], compose: [], kubernetes: [], pipeline: [] };
      const workspace = diskWorkspace({ root: folder, paths: ['.'] });
      const { plans } = planWorkspace({
        workspace,
        registry: { ...none, compose: registry.compose },
        options: EVERYTHING,
      });
      const temporary = mkdtempSync(join(tmpdir(), 'harden-compose-'));
      const wrong: unknown[] = [];
      try {
        copySmallFiles(folder, temporary);
        for (const { plan } of plans) {
          const before = Object.fromEntries(
            [...plan.result.keys()].map((path) => [path, plan.base.get(path)?.text ?? '']),
          );
          const after = Object.fromEntries(plan.result);
          for (const file of Object.keys(after)) {
            if (after[file] === before[file] || !plan.group.compose.includes(filePath(file))) continue;
            counts.changed++;
            const at = dirname(join(temporary, file));
            write(temporary, before);
            const old = configWithVariables(at, basename(file));
            if ('error' in old) {
              counts['not taken by Compose before']++;
              continue;
            }
            write(temporary, after);
            const now = configWithVariables(at, basename(file));
            write(temporary, before);
            counts.compared++;
            const places = placesIn(plan.steps, file, before[file]!);
            if ('error' in now) wrong.push({ file, error: now.error });
            else if (JSON.stringify(without(now.model, places)) !== JSON.stringify(without(old.model, places)))
              wrong.push({ file, before: without(old.model, places), after: without(now.model, places) });
          }
        }
      } finally {
        rmSync(temporary, { recursive: true });
      }
      expect(wrong).toEqual([]);
    },
    900_000,
  );
});
