// Runs of one service with less than it has, each on fresh volumes, and whether it did as before.
import type { ModelMap } from '../io/index.js';
import type { ServiceResult } from '../model/index.js';
import {
  compareServices,
  mapIn,
  runTrial,
  type Boot,
  type Drive,
  type Subject,
  type TrialResult,
} from '../verify/index.js';
import type { ObserveTools } from './tools.js';

export interface TriesInput {
  readonly subject: Subject;
  /** The services as they were, and what they did. */
  readonly base: TrialResult;
  readonly model: ModelMap;
  readonly result: ServiceResult;
  /** The service and those that run beside it. */
  readonly beside: ReadonlySet<string>;
  /** Uses it in each try as it was used when it was watched, and may take so long. */
  readonly drive: { readonly run: Drive; readonly limitMs: number } | undefined;
}

type Settings = ModelMap;
type Outcome = 'works' | 'fails' | 'fails for want of rights';

/** How a kernel says no to a program that lacks a right, or a folder it may write to. */
const DENIED = /not permitted|permission denied|read-only file ?system|no such file|\b(?:eperm|eacces|erofs|enoent)\b/i;

/**
 * Whether a service does as it did, twice on fresh volumes, with other settings. A failure that its log explains counts
 * at once. Another may be chance, and would give the service a right for good that it does not need: it has to come twice.
 */
export async function runsTheSame(
  input: TriesInput,
  settings: Settings,
  tools: ObserveTools,
  counted: () => number,
): Promise<boolean> {
  for (let round = 0; round < 2; round++) {
    const outcome = await tryOnce(input, settings, { tools, number: counted() });
    if (outcome !== 'fails') return outcome === 'works';
  }
  return false;
}

async function tryOnce(
  input: TriesInput,
  settings: Settings,
  { tools, number }: { readonly tools: ObserveTools; readonly number: number },
): Promise<Outcome> {
  const { subject, base, model, result, beside, drive } = input;
  const { service } = result;
  const own = (all: readonly ServiceResult[]): readonly ServiceResult[] =>
    all.filter((each) => each.service === service);
  const same = (now: readonly ServiceResult[], before: ServiceResult): boolean =>
    compareServices([before], own(now)).length === 0;
  let driven = true;
  const found = await runTrial(
    {
      subject,
      texts: new Map(),
      called: `${service}, try ${number}`,
      like: { ...base, services: base.services.filter((each) => beside.has(each.service)) },
      cold: false,
      built: base.builds,
      adapt: (services) => adapted(services, input, settings),
      goOn: (first) => driven && same(first, { ...result, stop: undefined, second: undefined }),
      ...(drive
        ? {
            watch: () => async (first: Boot) => {
              driven = (await drive.run(first, drive.limitMs)).code === 0;
            },
          }
        : {}),
    },
    tools,
  );
  if (!found.failure && driven && same(found.services, result)) return 'works';
  const known = new Set([...result.first.complaints, ...(result.second?.complaints ?? [])]);
  const said = own(found.services).flatMap(({ first, second }) => [...first.complaints, ...(second?.complaints ?? [])]);
  return said.some((line) => !known.has(line) && DENIED.test(line)) ? 'fails for want of rights' : 'fails';

  function adapted(services: ModelMap, { base: { services: before } }: TriesInput, changed: Settings): ModelMap {
    const made = Object.entries(services).flatMap(([name, value]) => {
      if (!beside.has(name) || model[name] === undefined) return [];
      const killed = before.find((each) => each.service === name)?.stop?.killed === true;
      // What was killed before is killed again: there is nothing to wait for.
      const sooner = killed ? { stop_grace_period: '1s' } : {};
      return [[name, { ...mapIn(value), ...sooner, ...(name === service ? changed : {}) }] as const];
    });
    return Object.fromEntries(made);
  }
}
