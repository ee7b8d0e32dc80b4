// Does what tools ask for, with the same sessions as the commands: nothing is planned, written or run in another way.
import {
  type AppliedSteps,
  type Desk,
  type Inventory,
  type Planned,
  type PlanRequest,
  type Rights,
  type RunResult,
  readStepName,
} from '../../mcp/index.js';
import { ConfigError, isWithin, type Plan } from '../../model/index.js';
import { stepInGroup } from '../../planner/index.js';
import { checklistOf } from '../../reports/index.js';
import { observe } from '../commands/observe.js';
import { verify } from '../commands/verify.js';
import { countFiles } from '../count-files.js';
import { writeMessage, type Io } from '../output.js';
import { recordAnswers } from '../record.js';
import { metas, openSession, planSession, type PlanFlags, type Session } from '../session.js';
import { Stopped } from '../stopped.js';
import type { TrustFlags } from '../trust.js';
import { tool } from '../version.js';
import { applyAll, refusalToWrite } from '../write.js';
import { inventoryRows } from './inventory.js';
import { library } from './library.js';
import { placeOf, type Place } from './roots.js';
import { newId, Shelf } from './shelf.js';

export interface DeskOptions {
  readonly root: string;
  readonly rights: Rights;
  readonly trusted: boolean;
  readonly allowDirty: boolean;
  readonly yes: boolean;
  readonly config?: string;
}

/** A desk for the files below a root. */
export function openDesk(io: Io, options: DeskOptions): Desk {
  const { root, rights } = options;
  const quiet = quietIo(io, root);
  const plans = new Shelf<Planned>();
  const inventories = new Shelf<Inventory>();
  const patches = new Shelf<AppliedSteps>();
  const runs = new Shelf<RunResult>();

  async function withSession<Result>(
    request: PlanRequest,
    place: Place,
    work: (session: Session) => Result | Promise<Result>,
    more: Pick<PlanFlags, 'offline'> = {},
  ): Promise<Result> {
    const flags = { ...planFlags(request, place.root, options), ...more };
    const session = await openSession(quiet(place.root), place.paths, flags);
    try {
      return await work(session);
    } finally {
      session.close();
    }
  }

  function planned(session: Session): Omit<Planned, 'id'> {
    const plan = planSession(quiet(session.root), session, { findings: true });
    return {
      plan,
      root: session.root,
      files: countFiles(session.workspace),
      checklist: checklistOf(plan, session.workspace),
    };
  }

  return {
    tool,
    metas,
    rights,
    library,
    again: (id) => plans.again(id) ?? inventories.again(id) ?? patches.again(id) ?? runs.again(id),
    say: (line) => writeMessage(io, line),
    async plan(request, roots) {
      const place = placeOf(root, roots, request.file);
      return await plans.kept(place.root, [place, request], (id) =>
        withSession(request, place, (session) => ({ id, ...planned(session) })),
      );
    },
    async inventory(request, roots) {
      const place = placeOf(root, roots, request.file);
      return await inventories.kept(place.root, place, (id) =>
        withSession(
          {},
          place,
          (session) => {
            const { errors } = session.workspace;
            return { id, files: countFiles(session.workspace), rows: inventoryRows(session), errors };
          },
          // What the files name is all that is told.
          { offline: true },
        ),
      );
    },
    async apply(request, roots, write) {
      const chosen = request.steps ?? [];
      if (chosen.length === 0) throw new ConfigError('give the ids of the steps to take, as plan gives them');
      const place = placeOf(root, roots, request.file);
      const id = newId();
      const answer = await withSession(request, place, async (session): Promise<AppliedSteps> => {
        const made = { id, chosen, ...planned(session) };
        return write ? { ...made, ...(await writeSteps(session, place, made.plan)) } : made;
      });
      patches.put(place.root, answer);
      return answer;
    },
    async verify({ quick, ...request }, roots, cancelled) {
      const place = placeOf(root, roots, request.file);
      const flags = {
        ...planFlags(request, place.root, options),
        ...trustFlags(options),
        format: 'json',
        quick,
      } as const;
      const ran = await captured({ ...quiet(place.root), cancelled }, (own) => verify(own, place.paths, flags));
      return keepRun(place, 'verify', { ...ran, out: verificationIn(ran.out) });
    },
    async observe({ file, services, seconds }, roots, cancelled) {
      const place = placeOf(root, roots, file);
      const flags = {
        root: place.root,
        ...(options.config === undefined ? {} : { config: options.config }),
        ...trustFlags(options),
        ...(services ? { service: services } : {}),
        for: `${seconds}s`,
        dryRun: !rights.write,
      };
      const ran = await captured({ ...quiet(place.root), cancelled }, (own) => observe(own, place.paths, flags));
      return keepRun(place, 'observe', ran);
    },
  };

  function keepRun({ root: at }: Place, command: RunResult['command'], { code, out, messages }: Captured): RunResult {
    const result = { id: newId(), command, code, report: out, messages };
    runs.put(at, result);
    return result;
  }

  /** As `harden fix` does it: never over what git could not bring back, and each group whole or not at all. */
  async function writeSteps(
    session: Session,
    { folders }: Place,
    plan: Plan,
  ): Promise<Pick<AppliedSteps, 'written' | 'refusal'>> {
    if (!rights.write) return { refusal: 'the server was started without --write' };
    const changed = plan.groups.flatMap(({ result }) => [...result.keys()]);
    const outside = changed.find((path) => !folders.some((folder) => isWithin(path, folder)));
    if (outside !== undefined) return { refusal: `${outside} lies outside of the folders that the client keeps to` };
    const own = quiet(session.root);
    const { allowDirty, yes } = options;
    const shown = { format: 'text' } as const;
    const request = { kind: 'write', allowDirty, yes, shown, decision: { by: 'nobody' } } as const;
    const refusal = await refusalToWrite(own, session.root, plan, request);
    if (refusal !== undefined) return { refusal };
    const applied = await applyAll(session.root, plan, false);
    const recorded = recordAnswers(session, plan, applied, { commits: false, refresh: false });
    return { written: { ...applied, errors: [...applied.errors, ...recorded] } };
  }
}

/** What was seen, of a report that holds the plan as well: `plan` tells that. */
function verificationIn(report: string): string {
  if (report === '') return '';
  const { verification } = JSON.parse(report) as { readonly verification?: unknown };
  return verification === undefined ? '' : JSON.stringify(verification, null, 1);
}

function planFlags(request: PlanRequest, root: string, { rights, config }: DeskOptions): PlanFlags {
  const { level, preset, only, steps } = request;
  return {
    root,
    ...(rights.offline ? { offline: true } : {}),
    ...(config === undefined ? {} : { config }),
    ...(level ? { level } : {}),
    ...(preset ? { preset } : {}),
    ...(only ? { only } : {}),
    ...(steps ? { step: steps.map(stepOf) } : {}),
  };
}

/** @throws ConfigError for what is no name of a step. */
function stepOf(name: string): string {
  const read = readStepName(name, metas);
  if (read) return stepInGroup(read.group, read.id);
  throw new ConfigError(`no step is called ${name}; plan gives the ids of steps`);
}

function trustFlags({ trusted }: DeskOptions): TrustFlags {
  return trusted ? { trusted } : { untrusted: true };
}

/** Standard output is the protocol's, and nobody is there to be asked. */
function quietIo(io: Io, root: string): (cwd?: string) => Io {
  // What is built is not to know how to speak to this server.
  const { HARDEN_MCP_TOKEN: _, ...env } = io.env;
  return (cwd = root) => ({
    out: () => {},
    err: (text) => io.err(text),
    isTerminal: false,
    errIsTerminal: false,
    canAsk: false,
    person: () => Promise.reject(new Error('nobody is asked')),
    columns: io.columns,
    env,
    cwd,
  });
}

/** What a command that builds and runs printed, and how it ended. */
interface Captured {
  readonly code: number;
  readonly out: string;
  readonly messages: string;
}

async function captured(io: Io, command: (io: Io) => Promise<number>): Promise<Captured> {
  let out = '';
  let messages = '';
  const own: Io = {
    ...io,
    out(text) {
      out += text;
    },
    err(text) {
      messages += text;
    },
  };
  try {
    const code = await command(own);
    return { code, out, messages };
  } catch (error) {
    if (error instanceof Stopped) throw new ConfigError('it was stopped, and what had been started is removed');
    throw error;
  }
}
