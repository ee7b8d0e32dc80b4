// A job to bring a repository where its plan wants it on its forge. Waves, gates and windows are decided by then.
import * as z from 'zod';
import type { AskedQuestion } from '../fleet/index.js';
import type { OpenPulls } from '../fleet-publish/index.js';
import { LEVELS, PRESETS, type Level, type Preset } from '../model/index.js';
import { addressSchema, askedSchema, idsSchema } from './plan-job.js';

/** How the pull requests of a campaign are to be. */
export interface OpenWishes {
  readonly level?: Level;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly label?: readonly string[];
  readonly reviewer?: readonly string[];
  readonly draft?: boolean;
  readonly check?: boolean;
  readonly author?: string;
  readonly branchPrefix?: string;
  readonly mostSteps?: number;
}

export interface OpenJob {
  /** Names the program: another may plan otherwise. */
  readonly build: string;
  readonly url: string;
  /** Keys of the steps that may be proposed. */
  readonly keys: readonly string[];
  readonly ifOpen?: OpenPulls;
  readonly wishes: OpenWishes;
  readonly preset?: Preset;
  /** What was answered when it was planned. */
  readonly asked: readonly AskedQuestion[];
}

const MOST_KEYS = 100_000;
const names = z.array(z.string().min(1).max(200)).max(100);

const wishes = z.object({
  level: z.enum(LEVELS).exactOptional(),
  only: idsSchema.exactOptional(),
  skip: idsSchema.exactOptional(),
  label: names.exactOptional(),
  reviewer: names.exactOptional(),
  draft: z.boolean().exactOptional(),
  check: z.boolean().exactOptional(),
  author: z.string().max(400).exactOptional(),
  branchPrefix: z.string().max(200).exactOptional(),
  mostSteps: z.int().min(1).max(1_000_000).exactOptional(),
}) satisfies z.ZodType<OpenWishes>;

const schema = z.object({
  build: z.string().max(200),
  url: addressSchema,
  keys: z.array(z.string().regex(/^[0-9a-f]{12}$/)).max(MOST_KEYS),
  ifOpen: z
    .object({
      branches: z.array(z.string().min(1).max(500)).max(1000),
      numbers: z.array(z.int().min(0)).max(1000),
    })
    .exactOptional(),
  wishes,
  preset: z.enum(PRESETS).exactOptional(),
  asked: askedSchema,
}) satisfies z.ZodType<OpenJob>;

/** What a job says; `undefined` for one that is none of these. */
export function readOpenJob(data: unknown): OpenJob | undefined {
  return schema.safeParse(data).data;
}
