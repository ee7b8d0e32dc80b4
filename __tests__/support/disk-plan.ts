import { diskTree } from '../../src/io/index.js';
import type { Plan } from '../../src/model/index.js';
import { reports } from '../../src/reports/index.js';
import {
  answersOf,
  answerWorkspace,
  collectPlan,
  findConfig,
  metasOf,
  planOptions,
  readLock,
  treeWorkspace,
} from '../../src/run/index.js';
import { registry } from '../../transforms/index.js';

const metas = metasOf(registry);

/** The plan of all files below a folder, with what is reported. Nothing is looked up. */
export async function planOnDisk(root: string): Promise<Plan> {
  const tree = diskTree(root);
  const config = findConfig(tree, metas);
  const workspace = treeWorkspace({ tree, paths: [], config });
  const input = { workspace, registry, options: planOptions(config, {}, metas) };
  const lock = readLock(tree).answers;
  const answers = await answerWorkspace(input, { lock, lookUp: () => Promise.resolve(new Map()) });
  return collectPlan({ ...input, reports, answers: answersOf(answers), planned: answers });
}
