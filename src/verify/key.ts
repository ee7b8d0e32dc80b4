// All that decides how a verification ends, in one text: the same text means the same end.
import type { GroupPlan } from '../model/index.js';
import { leftUnread } from './strangers.js';
import { statesOf, type Subject, type Texts } from './subjects.js';
import type { Tools } from './tools.js';
import { mapIn, textIn } from './values.js';
import { inTree } from './in-tree.js';

const FORMAT = 3;

/** The key of a group's result. Reads the Compose models, which is where variables of the environment come in. */
export async function resultKey(
  plan: GroupPlan,
  {
    subjects,
    strict,
    version,
  }: { readonly subjects: readonly Subject[]; readonly strict: boolean; readonly version: string },
  tools: Tools,
): Promise<string> {
  const { engine, bench, settings } = tools;
  const states = statesOf(plan);
  const models: unknown[] = [];
  for (const texts of [states[0]!, states.at(-1)!]) {
    for (const subject of subjects) models.push(await modelText(subject, texts, tools));
  }
  const steps = plan.steps.map(({ id, files }) => [id, files]);
  return JSON.stringify([FORMAT, version, engine.title, bench.fingerprint, settings, strict, models, steps]);
}

async function modelText(subject: Subject, texts: Texts, tools: Tools): Promise<unknown> {
  const { engine, bench } = tools;
  if (subject.kind !== 'compose' || engine.compose !== true) return subject;
  bench.set(texts);
  const left = leftUnread(subject, subject.name, tools);
  if (left) return left;
  const files = subject.files.map((file) => inTree(bench.tree, file));
  const folder = inTree(bench.tree, subject.folder);
  try {
    const model = await engine.readCompose({ files, folder });
    const images: unknown[] = [];
    for (const service of Object.values(mapIn(model.services))) {
      const { image, build } = mapIn(service);
      const name = textIn(image);
      if (name !== undefined && build === undefined) images.push((await engine.image(name))?.id ?? null);
    }
    return [JSON.stringify(model).replaceAll(bench.tree, ''), images];
  } catch (error) {
    if (error instanceof Error && error.name === 'EngineError') return error.message.replaceAll(bench.tree, '');
    throw error;
  }
}
