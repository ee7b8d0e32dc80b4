// What holds for every plan, whatever the files are.
import { isSuppressed, parseSuppression } from '../../src/knowledge/index.js';
import { ConfigError, filePath, type FilePath, ParseError, TARGETS } from '../../src/model/index.js';
import {
  DocumentMemory,
  filesOfTarget,
  type PlanOptions,
  type Registry,
  type SuppressionReader,
} from '../../src/planner/index.js';
import { isPipeline, kindOfFileName } from '../../src/io/index.js';
import { collectPlan, Frame, memoryWorkspace, sniffYaml, type WorkspaceFile } from '../../src/run/index.js';
import { reports } from '../../src/reports/index.js';
import { registry } from '../../transforms/index.js';

type Texts = Readonly<Record<string, string>>;

/** What should not be: `what` is the same for the same mistake, whatever the file. */
export interface Mistake {
  readonly what: string;
  readonly message: string;
}

const LIMITS = { seconds: 20, megabytes: 1024 };

/** Every mistake that planning the project shows. */
export function mistakesOf(texts: Texts, everything: boolean, transforms: Registry = registry): Mistake[] {
  try {
    return judged(texts, everything, transforms);
  } catch (error) {
    // A configuration, a lock or observations with a mistake: an error by design.
    if (error instanceof ConfigError) return [];
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ what: `throw: ${plain(message.split('\n')[0]!)}`, message }];
  }
}

function judged(texts: Texts, everything: boolean, transforms: Registry): Mistake[] {
  const { plan, mistakes } = planned(texts, everything, transforms);
  const after: Record<string, string> = { ...texts };
  for (const { result, base, group } of plan.groups) {
    for (const [path, text] of result) after[path] = text;
    for (const target of TARGETS) {
      for (const path of filesOfTarget(group, target)) {
        const text = result.get(path);
        if (text === undefined || !base.has(path)) continue;
        const error = parseMistake(target, path, text);
        if (error) mistakes.push({ what: `no longer parses: ${plain(error)}`, message: `${path}: ${error}` });
      }
    }
  }
  if (mistakes.length > 0 || plan.groups.every(({ result }) => result.size === 0)) return mistakes;
  const again = planned(after, everything, transforms);
  mistakes.push(...again.mistakes.map(({ what, message }) => ({ what: `second run: ${what}`, message })));
  for (const { steps } of again.plan.groups)
    for (const { id, transform } of steps) mistakes.push({ what: `comes again: ${transform}`, message: id });
  return mistakes;
}

function planned(
  texts: Texts,
  everything: boolean,
  transforms: Registry,
): { plan: ReturnType<typeof collectPlan>; mistakes: Mistake[] } {
  const options: PlanOptions = {
    level: 'review',
    suppressions: { parse: parseSuppression, covers: isSuppressed } as SuppressionReader,
    settings: () => ({
      level: 'review',
      preset: 'recommended',
      enabled: (_id, byDefault) => everything || byDefault,
      options: () => ({}),
    }),
  };
  const frame = new Frame(LIMITS, undefined);
  const workspace = memoryWorkspace(texts, filesOf(texts), frame);
  const plan = collectPlan({ workspace, registry: transforms, reports, options });
  const mistakes = [...frame.faults].map(([group, fault]): Mistake => {
    const says = fault.kind === 'fault' ? plain(fault.message) : fault.at.split(' ')[0]!;
    return { what: `${fault.kind}: ${says}`, message: `${group}: ${JSON.stringify(fault)}` };
  });
  for (const { dropped } of plan.groups)
    for (const { transform, guard, message, id } of dropped)
      mistakes.push({ what: `${guard}: ${transform}: ${plain(message)}`, message: `${id}: ${message}` });
  return { plan, mistakes };
}

/** The same for the same mistake: without what differs from file to file. */
function plain(message: string): string {
  return message.replace(/["'`«].*?["'`»]|\d+|[\w./-]*[./@:][\w./@:-]*/g, '…').slice(0, 100);
}

function filesOf(texts: Texts): WorkspaceFile[] {
  return Object.keys(texts).flatMap((name): WorkspaceFile[] => {
    const path = filePath(name);
    const text = texts[name]!;
    const kind = kindOfFileName(name.split('/').at(-1)!);
    const target = isPipeline(path, text) ? 'pipeline' : kind === 'yaml' ? sniffYaml(text) : kind;
    return target && target !== 'template' && target !== 'maybe-dockerfile' ? [{ path, target }] : [];
  });
}

function parseMistake(target: (typeof TARGETS)[number], path: FilePath, text: string): string | undefined {
  try {
    new DocumentMemory().readFound(target, path, text);
    return undefined;
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}
