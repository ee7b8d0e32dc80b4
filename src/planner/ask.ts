import { ParseError, type Lookup, lookupKey, type Target, TARGETS } from '../model/index.js';
import { filesOfTarget } from './groups.js';
import { ordered, type AnyTransform } from './order.js';
import { parseFile } from './parsed.js';
import type { GroupInput } from './plan.js';

/** The questions of every transform that will run on a group, each once. Empty, and cheap, where none asks. */
export function askGroup(input: Omit<GroupInput, 'answers'>): Lookup[] {
  const questions = new Map<string, Lookup>();
  for (const target of TARGETS) {
    const asking = ordered(input.registry, target).filter((transform) => transform.ask !== undefined);
    if (asking.length > 0) askFiles(input, target, asking, questions);
  }
  return [...questions.values()];
}

function askFiles(
  input: Omit<GroupInput, 'answers'>,
  target: Target,
  asking: readonly AnyTransform[],
  questions: Map<string, Lookup>,
): void {
  const { group, files, options, repository } = input;
  const evidence = input.evidence(repository, group);
  for (const file of filesOfTarget(group, target)) {
    const text = files.get(file)?.text;
    const settings = options.settings(file);
    const enabled = asking.filter(({ meta }) =>
      wanted(meta.id, settings.enabled(meta.id, meta.enabledByDefault ?? true), options),
    );
    if (text === undefined || enabled.length === 0) continue;
    try {
      const { doc, mentions } = parseFile(target, file, text, false);
      for (const transform of enabled) {
        if (!mentions(transform.meta.hints)) continue;
        const context = { group, evidence, options: settings.options(transform.meta.id) };
        for (const lookup of transform.ask?.(doc, context) ?? []) questions.set(lookupKey(lookup), lookup);
      }
    } catch (error) {
      if (!(error instanceof ParseError)) throw error; // planning reports the file, with the place
    }
  }
}

function wanted(id: string, enabled: boolean, { only, skip }: GroupInput['options']): boolean {
  if (skip?.includes(id)) return false;
  return only?.length ? only.includes(id) : enabled;
}
