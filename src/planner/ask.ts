import {
  type FilePath,
  type GroupContext,
  isInPreset,
  type Lookup,
  lookupKey,
  type Target,
  TARGETS,
} from '../model/index.js';
import { filesOfTarget } from './groups.js';
import { transformsInOrder, type AnyTransform } from './order.js';
import type { GroupInput } from './input.js';

/** The questions of every transform that will run on a group, each once. Empty, and cheap, where none asks. */
export function askGroup(input: Omit<GroupInput, 'answers'>): Lookup[] {
  const { group, repository, memory } = input;
  const around = { group, evidence: input.evidence(repository, group), documents: memory.of(repository) };
  const questions = new Map<string, Lookup>();
  for (const target of TARGETS) {
    const asking = transformsInOrder(input.registry, target).filter((transform) => transform.ask !== undefined);
    if (asking.length === 0) continue;
    for (const file of filesOfTarget(group, target)) {
      for (const lookup of questionsOn(input, target, file, asking, around)) questions.set(lookupKey(lookup), lookup);
    }
  }
  return [...questions.values()];
}

function questionsOn(
  { files, options, memory }: Omit<GroupInput, 'answers'>,
  target: Target,
  file: FilePath,
  asking: readonly AnyTransform[],
  around: GroupContext,
): Lookup[] {
  const text = files.get(file)?.text;
  const settings = options.settings(file);
  const enabled = asking.filter(({ meta }) =>
    wanted(meta.id, settings.enabled(meta.id, isInPreset(meta, settings.preset)), options),
  );
  const parsed = enabled.length === 0 ? undefined : memory.find(target, file, text);
  if (!parsed) return [];
  return enabled.flatMap((transform) => {
    if (!parsed.mentions(transform.meta.hints)) return [];
    return (
      transform.ask?.(parsed.doc, {
        ...around,
        preset: settings.preset,
        options: settings.options(transform.meta.id),
      }) ?? []
    );
  });
}

function wanted(id: string, enabled: boolean, { only, skip }: GroupInput['options']): boolean {
  if (skip?.includes(id)) return false;
  return only?.length ? only.includes(id) : enabled;
}
