// The tools: what each takes, and what it answers.
import type { ToolAnnotations } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { LEVELS, PRESETS } from '../model/index.js';
import type { Answer } from './answer.js';
import { answerPlan, goOn, inventoryPage, patchPage, runPage } from './pages.js';
import type { ClientRoots, Desk } from './types.js';

/** Adds a tool whose arguments are held against a schema. */
export type AddTool = <Schema extends z.ZodObject>(
  name: string,
  config: {
    readonly title: string;
    readonly description: string;
    readonly inputSchema: Schema;
    readonly annotations: ToolAnnotations;
  },
  answer: (args: z.output<Schema>, roots: ClientRoots, cancelled: AbortSignal) => Promise<Answer>,
) => void;

const LONGEST_PATH = 4096;
const MOST_IDS = 500;
const LONGEST_OBSERVED_S = 600;

const id = z.string().min(1).max(500);
const ids = z.array(id).min(1).max(MOST_IDS);
const file = z.string().min(1).max(LONGEST_PATH).describe('a file or folder, seen from the root; default: all of it');
const level = z
  .enum(LEVELS)
  .describe(
    'safe: behaviour is kept; review (default): also what rests on a stated assumption; unverified: also what only a run confirms',
  );
const preset = z
  .enum(PRESETS)
  .describe('recommended (default), or guide: everything the guide for production asks for');
const only = ids.describe('only these transforms, by id');
const cursor = z.string().max(60).describe('`next` of the answer before; give nothing else with it');
const asked = { file: file.optional(), level: level.optional(), preset: preset.optional(), only: only.optional() };
const chosen = ids.describe('ids of steps, exactly as plan gives them');

/** Reads what lies here, and says what it found. */
const READS = { readOnlyHint: true, openWorldHint: false } as const;

/** Every tool that the server was started with the right for. */
export function addTools(add: AddTool, desk: Desk): void {
  // A plan asks registries and package indexes.
  const asks = { ...READS, openWorldHint: !desk.rights.offline };
  add(
    'check',
    {
      title: 'What is to be hardened',
      description:
        'Counts, the checklist, what is reported and not changed, and one line for each step. Changes nothing. Long answers go on with `cursor`.',
      inputSchema: z.strictObject({ ...asked, cursor: cursor.optional() }),
      annotations: asks,
    },
    async ({ cursor: from, ...request }, roots) =>
      from === undefined ? answerPlan(desk, await desk.plan(request, roots), 'check', 0) : goOn(desk, from, 'check'),
  );
  add(
    'plan',
    {
      title: 'Plan steps, with reasons and refusals',
      description:
        'Every step with its id, level, why, evidence, assumptions and diff; what is held back and by what; and what is refused, with the reason. Changes nothing. Long answers go on with `cursor`: read to the end, refusals come last.',
      inputSchema: z.strictObject({ ...asked, cursor: cursor.optional() }),
      annotations: asks,
    },
    async ({ cursor: from, ...request }, roots) =>
      from === undefined ? answerPlan(desk, await desk.plan(request, roots), 'plan', 0) : goOn(desk, from, 'plan'),
  );
  add(
    'explain',
    {
      title: 'What a transform, check or rule is',
      description:
        'The page of a transform, what a check looks for, or what harden does about a rule (DL3008, "CIS 4.1").',
      inputSchema: z.strictObject({ ids: z.array(id).min(1).max(20) }),
      annotations: READS,
    },
    ({ ids: names }) => Promise.resolve(explained(desk, names)),
  );
  add(
    'inventory',
    {
      title: 'Images, services, workloads and pins',
      description:
        'Which base images, Compose services and Kubernetes workloads the files name, with tag, digest and end of life. Changes nothing.',
      inputSchema: z.strictObject({ file: file.optional(), cursor: cursor.optional() }),
      annotations: READS,
    },
    async ({ cursor: from, ...request }, roots) =>
      from === undefined ? inventoryPage(await desk.inventory(request, roots), 0) : goOn(desk, from, 'inventory'),
  );
  addApply(add, desk, asks);
  if (desk.rights.run) addRuns(add, desk);
}

function addApply(add: AddTool, desk: Desk, asks: ToolAnnotations): void {
  const both = { ...asked, steps: chosen.optional(), cursor: cursor.optional() };
  const description = 'The patch of the chosen steps, and which of them are in it.';
  if (!desk.rights.write) {
    add(
      'apply',
      {
        title: 'The patch of chosen steps',
        description: `${description} Writes nothing: the server was started without --write. Apply the patch with git apply.`,
        inputSchema: z.strictObject(both),
        annotations: asks,
      },
      ({ cursor: from, ...wanted }, roots) => applied(desk, from, wanted, roots, false),
    );
    return;
  }
  add(
    'apply',
    {
      title: 'Apply chosen steps',
      description: `${description} With write: true the files are written, but never over what git could not bring back.`,
      inputSchema: z.strictObject({ ...both, write: z.boolean().default(false).describe('write the files') }),
      annotations: { ...asks, readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    },
    ({ cursor: from, write, ...wanted }, roots) => applied(desk, from, wanted, roots, write),
  );
}

async function applied(
  desk: Desk,
  from: string | undefined,
  request: Parameters<Desk['apply']>[0],
  roots: Parameters<Desk['apply']>[1],
  write: boolean,
): Promise<Answer> {
  if (from !== undefined) return goOn(desk, from, 'apply');
  return patchPage(desk, await desk.apply(request, roots, write), 0);
}

function addRuns(add: AddTool, desk: Desk): void {
  const annotations = { readOnlyHint: !desk.rights.write, destructiveHint: false, openWorldHint: true };
  add(
    'verify',
    {
      title: 'Build and run both sides',
      description:
        'Builds and runs the files as they are and as the steps leave them, and says what differs. Takes minutes. Writes nothing.',
      inputSchema: z.strictObject({
        ...asked,
        steps: chosen.optional(),
        quick: z.boolean().default(false).describe('no cold builds, no measured rebuilds'),
        cursor: cursor.optional(),
      }),
      annotations: { ...annotations, readOnlyHint: true },
    },
    async ({ cursor: from, ...request }, roots, cancelled) =>
      from === undefined ? runPage(await desk.verify(request, roots, cancelled), 0) : goOn(desk, from, 'verify'),
  );
  add(
    'observe',
    {
      title: 'Watch what services need',
      description: `Runs Compose projects as they are, and says the least that each service needs. Takes minutes.${
        desk.rights.write ? ' Writes .harden/observations.json.' : ' Writes nothing.'
      }`,
      inputSchema: z.strictObject({
        file: file.optional(),
        services: z.array(id).min(1).max(MOST_IDS).optional(),
        seconds: z
          .int()
          .min(1)
          .max(LONGEST_OBSERVED_S)
          .default(10)
          .describe('how long they are watched once all is ready'),
        cursor: cursor.optional(),
      }),
      annotations,
    },
    async ({ cursor: from, ...request }, roots, cancelled) =>
      from === undefined ? runPage(await desk.observe(request, roots, cancelled), 0) : goOn(desk, from, 'observe'),
  );
}

function explained({ library }: Desk, names: readonly string[]): Answer {
  const pages: string[] = [];
  const unknown: { name: string; nearest?: string }[] = [];
  for (const name of names) {
    const page = library.explain(name);
    const nearest = page === undefined ? library.nearest(name) : undefined;
    if (page !== undefined) pages.push(page);
    else unknown.push({ name, ...(nearest === undefined ? {} : { nearest }) });
  }
  return {
    seen: { known: pages.length, unknown: unknown.length },
    assumed: {},
    notRun: [],
    says: pages,
    quoted: unknown.length > 0 ? { unknown } : {},
  };
}
