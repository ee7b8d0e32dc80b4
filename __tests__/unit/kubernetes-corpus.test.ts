// Real manifests, hardened with everything there is: the API's schemas find nothing in the result that they did not find
// before. A folder of real repositories: HARDEN_CORPUS=dir npx jest kubernetes-corpus
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diskWorkspace, planWorkspace } from '../../src/run/index.js';
import { parseSuppression, isSuppressed } from '../../src/knowledge/index.js';
import type { PlanOptions, SuppressionReader } from '../../src/planner/index.js';
import { registry } from '../../transforms/index.js';
import { schemaMistakes } from '../support/kubernetes-schema.js';

const corpus = process.env.HARDEN_CORPUS;
const EVERYTHING: PlanOptions = {
  level: 'review',
  suppressions: { parse: parseSuppression, covers: isSuppressed } as SuppressionReader,
  settings: () => ({ level: 'review', preset: 'recommended', enabled: () => true, options: () => ({}) }),
};

(corpus ? describe : describe.skip)('real manifests are valid after as before', () => {
  const counts = { files: 0, objects: 0 };
  afterAll(() => process.stderr.write(`${JSON.stringify(counts)}\n`));

  test.each(corpus ? readdirSync(corpus) : ['no corpus'])(
    '%s',
    (name) => {
      const workspace = diskWorkspace({ root: join(corpus!, name), paths: ['.'] });
      const wrong: unknown[] = [];
      for (const { plan } of planWorkspace({ workspace, registry, options: EVERYTHING }).plans) {
        for (const file of plan.group.kubernetes) {
          const [before, after] = [plan.base.get(file)?.text, plan.result.get(file)];
          if (before === undefined || after === undefined || before === after) continue;
          counts.files++;
          const old = schemaMistakes(file, before);
          for (const [object, found] of schemaMistakes(file, after)) {
            counts.objects++;
            const fresh = found.filter((each) => !(old.get(object) ?? []).includes(each));
            if (fresh.length > 0) wrong.push({ file, object, fresh });
          }
        }
      }
      expect(wrong).toEqual([]);
    },
    900_000,
  );
});
