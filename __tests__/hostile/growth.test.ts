// Work grows with what is read, not with its square. Counted, not timed: what is parsed, and that it ends at all.
import { DocumentMemory } from '../../src/planner/index.js';
import { reports } from '../../src/reports/index.js';
import { registry } from '../../transforms/index.js';
import { isNewFile } from '../../src/model/index.js';
import { planTexts } from '../support/plan.js';
import { renderJson, renderMarkdown, renderTerminal } from '../../src/render/index.js';
import { GROWTHS, type Project } from './generators.js';

interface Work {
  readonly parses: number;
  readonly characters: number;
  readonly errors: readonly string[];
  readonly dropped: readonly string[];
}

function workOf(project: Project): Work {
  let parses = 0;
  let characters = 0;
  const memory = new DocumentMemory({
    parsed(_kind, _file, text) {
      parses++;
      characters += text.length;
    },
  });
  const { plans, errors } = planTexts(project, { registry, reports, memory });
  return {
    parses,
    characters,
    errors: errors.map(({ message }) => message),
    dropped: plans.flatMap(({ dropped }) => dropped.map(({ id, guard, message }) => `${id}: ${guard}: ${message}`)),
  };
}

describe('of each thing that grows', () => {
  // A hundredth of what is measured by `npm run bench`, so that all of them take seconds.
  test.each(GROWTHS.map((growth) => [growth.what, growth] as const))('%s', (_, { size, make }) => {
    const small = Math.max(4, Math.ceil(size / 100));
    const one = workOf(make(small));
    const four = workOf(make(4 * small));
    expect(four.dropped).toEqual([]);
    // A file more is parsed once more for each of its texts: what must not grow is how often one is.
    const files = Object.keys(make(4 * small)).length / Object.keys(make(small)).length;
    expect(four.parses).toBeLessThanOrEqual(files * one.parses + 40);
  });
});

describe('a plan of many steps', () => {
  const { make } = GROWTHS.find(({ what }) => what === 'services')!;
  const { plans } = planTexts(make(40), { registry });
  const [plan] = plans;

  test('holds what steps change, not the file before and after each', () => {
    expect(plan!.steps.length).toBeGreaterThan(80);
    for (const step of plan!.steps) {
      for (const file of step.files) {
        if (isNewFile(file)) continue;
        // Read when somebody asks.
        expect(Object.getOwnPropertyDescriptor(file, 'after')!.get).toBeDefined();
        expect(file.versions!.after.toString()).toBe(file.after);
      }
    }
  });

  test('is printed without reading the texts of its steps', () => {
    const options = { mode: 'dry-run', metas: [], tool: { name: 'harden', version: '0' } } as const;
    const steps = plan!.steps.map((step) => ({
      ...step,
      files: step.files.map((file) =>
        isNewFile(file)
          ? file
          : Object.defineProperties(
              { path: file.path, before: 'read as a whole', after: 'read as a whole' },
              {
                before: { get: unread },
                after: { get: unread },
                versions: { value: file.versions },
              },
            ),
      ),
    }));
    const shown = { version: 1, groups: [{ ...plan!, steps }], errors: [], skipped: [] } as const;
    const whole = { ...shown, groups: [plan!] };
    const page = { ...options, color: false, unicode: true, width: 80 };
    expect(renderJson(shown, options)).toBe(renderJson(whole, options));
    expect(renderMarkdown(shown, options)).toBe(renderMarkdown(whole, options));
    expect(renderTerminal(shown, page)).toBe(renderTerminal(whole, page));
  });
});

function unread(): never {
  throw new Error('a whole text was asked for');
}

describe('beyond a limit', () => {
  test.each([
    ['services that extend the one before', 200, 'services that extend each other more than 100 deep'],
    ['lists within lists in YAML', 300, 'nested more than 200 levels deep'],
    ['levels of aliases of aliases', 20, 'the aliases expand to too many values'],
    ['lines of comments in a Dockerfile', 30_000, 'longer than 20000 lines or 1000000 characters'],
    ['characters of a line in a Dockerfile', 1_100_000, 'longer than 20000 lines or 1000000 characters'],
  ])('%s: an error says so', (what, size, message) => {
    const { errors } = workOf(GROWTHS.find((growth) => growth.what === what)!.make(size));
    expect(errors).toEqual([message]);
  });

  test.each(['arguments that double', 'arguments before FROM that double', 'variables that double'])(
    '%s: the value is not known',
    (what) => {
      expect(workOf(GROWTHS.find((growth) => growth.what === what)!.make(60))).toMatchObject({
        errors: [],
        dropped: [],
      });
    },
  );
});
