// A job to plan a repository: all that a worker needs to know, and nothing that only some may know.
import * as z from 'zod';
import type { PlanFrame, PlanOrder, WorkerLimits } from '../fleet/index.js';
import { sha256Of } from '../io/index.js';
import { LEVELS, PRESETS } from '../model/index.js';

/** What a worker is told. */
export interface PlanJob {
  readonly frame: PlanFrame;
  readonly limits: WorkerLimits;
  readonly order: PlanOrder;
}

const LONGEST_ADDRESS = 2000;
const LONGEST_QUESTION = 4000;
const LONGEST_ANSWER = 100_000;
const MOST_QUESTIONS = 2000;
const MOST_IDS = 1000;

export const commitSchema = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
export const keySchema = z.string().regex(/^[0-9a-f]{32}$/);
export const questionSchema = z.string().min(1).max(LONGEST_QUESTION);
export const addressSchema = z.string().min(1).max(LONGEST_ADDRESS);
export const idsSchema = z.array(z.string().min(1).max(500)).max(MOST_IDS);

/** As `campaign.yaml` bounds them. */
const limits = z.object({
  seconds: z.int().min(1).max(86_400),
  megabytes: z.int().min(128).max(65_536),
  recycle: z.int().min(1).max(100_000),
});

const frame = z.object({
  tool: z.object({
    name: z.string().max(100),
    version: z.string().max(100),
    homepage: z.string().max(LONGEST_ADDRESS).exactOptional(),
  }),
  build: z.string().max(200),
  level: z.enum(LEVELS).exactOptional(),
  preset: z.enum(PRESETS).exactOptional(),
  only: idsSchema.exactOptional(),
  skip: idsSchema.exactOptional(),
  seconds: z.int().min(1).max(86_400),
  megabytes: z.int().min(1).max(65_536),
});

export const askedSchema = z
  .array(z.tuple([questionSchema, z.string().max(LONGEST_ANSWER).nullable()]))
  .max(MOST_QUESTIONS);

const schema = z.object({
  frame,
  limits,
  order: z.object({
    url: addressSchema,
    commit: commitSchema,
    known: keySchema.exactOptional(),
    asked: askedSchema,
  }),
}) satisfies z.ZodType<PlanJob>;

/** What a job says; `undefined` for one that is none of these. */
export function readPlanJob(data: unknown): PlanJob | undefined {
  return schema.safeParse(data).data;
}

/**
 * The id of a job: its repository, and what makes its plan. Whoever asks for the same plan finds the same job, and what came
 * of it.
 */
export function planJobId({ frame, limits, order }: PlanJob): string {
  return jobId(order.url, [frame, limits, order]);
}

/** What people can read of a repository, and a hash of all. BullMQ takes no colon. */
export function jobId(url: string, parts: unknown): string {
  const name = url.replace(/^[a-z]+:\/\//, '').replace(/[^\w./-]/g, '_');
  return `${name.slice(-100)}@${sha256Of(JSON.stringify([url, parts])).slice(0, 24)}`;
}
