// What the transforms want to know of one group, as its files are and as earlier answers make them.
import {
  factOf,
  type Answer,
  type Answers,
  type FilePath,
  type Group,
  type Lookup,
  lookupKey,
  type SourceFile,
  TARGETS,
  type Transform,
} from '../model/index.js';
import { askGroup, overlayRepository, planGroup, type GroupInput, type Registry } from '../planner/index.js';
import { openGroup, type RunInput } from './open.js';

type AnyTransform = Transform<unknown>;

/** True where somebody asks. */
export function asks(registry: Registry): boolean {
  return every(registry).some((transform) => transform.ask);
}

/** The questions of one group; some of them may come twice. With answers, see `questionsOf`. */
export function askOne(input: RunInput, group: Group): readonly Lookup[] {
  const { registry, answers } = input;
  const { group: opened } = openGroup(input, group);
  const now = askGroup(opened);
  const images = now.filter(({ kind }) => kind !== 'package');
  if (!answers || answers.size === 0 || images.length === 0) return now;
  // No other answers: what they settle would not be asked any more. Also without one a step may bring an image in.
  const settled = answersTo(images, answers);
  const asking = factOf(registry, withEarlier);
  const later = askGroup(afterwards({ ...opened, registry: asking, answers: settled }));
  // A pin that was just moved is where it should be.
  return [...images, ...later.filter(({ kind }) => kind !== 'image-update')];
}

function answersTo(questions: readonly Lookup[], answers: Answers): Answers {
  const found = new Map<string, Answer>();
  for (const key of questions.map(lookupKey)) {
    const answer = answers.get(key);
    if (answer && answer.kind !== 'none') found.set(key, answer);
  }
  return found;
}

/** The group as its steps leave it. */
function afterwards(input: GroupInput): GroupInput {
  const { plan } = planGroup(input);
  if (plan.result.size === 0) return input;
  const files = new Map<FilePath, SourceFile>(input.files);
  for (const [path, text] of plan.result) {
    const file = files.get(path);
    // Nothing is written from here, so nobody looks at the hash.
    if (file) files.set(path, { path, text, sha256: '' });
  }
  return { ...input, files, repository: overlayRepository(input.repository, plan.result) };
}

/** The transforms that ask, those they come after, and those that make stages or bring images in. */
function withEarlier(registry: Registry): Registry {
  const byId = new Map(every(registry).map((transform) => [transform.meta.id, transform]));
  const wanted = new Set<string>();
  const add = (id: string): void => {
    if (wanted.has(id)) return;
    wanted.add(id);
    for (const earlier of byId.get(id)?.meta.after ?? []) add(earlier);
  };
  for (const { ask, meta } of byId.values()) if (ask || meta.phase === 'structure' || meta.bringsImages) add(meta.id);
  const pick = <T extends AnyTransform>(list: readonly T[]): T[] => list.filter(({ meta }) => wanted.has(meta.id));
  return {
    dockerfile: pick(registry.dockerfile),
    compose: pick(registry.compose),
    kubernetes: pick(registry.kubernetes),
    pipeline: pick(registry.pipeline),
  };
}

function every(registry: Registry): AnyTransform[] {
  return TARGETS.flatMap((target) => registry[target] as readonly AnyTransform[]);
}
