// What a worker says of a repository that it spoke to. It is held against a schema, and where the repository is the answer
// does not say: whoever asked knows it.
import * as z from 'zod';
import type { Approached } from '../fleet-publish/index.js';
import type { Fault } from '../forge/index.js';
import { packed, unpacked } from './packed.js';
import { commitSchema } from './plan-job.js';

/** What comes back. */
export type OpenAnswer = Omit<Approached, 'where'>;

/** Bytes of an answer: some bodies of pull requests. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST = 1000;

const why = z.string().max(10_000);
const text = z.string().max(1_100_000);
const name = z.string().max(1000);
const time = z
  .string()
  .max(100)
  .refine((written) => !Number.isNaN(Date.parse(written)));
const CHECKS = ['pending', 'green', 'red', 'none'] as const;

const pull = z.object({
  number: z.int().min(0),
  state: z.enum(['open', 'closed', 'merged']),
  title: text,
  body: text,
  author: name,
  labels: z.array(name).max(MOST),
  isDraft: z.boolean(),
  branch: name,
  head: commitSchema,
  base: name,
  createdAt: time,
  merging: z
    .object({
      conflicts: z.boolean(),
      checks: z.enum(CHECKS),
      review: z.enum(['approved', 'changes', 'required', 'none']).exactOptional(),
    })
    .exactOptional(),
});

const fault = z.discriminatedUnion('fault', [
  z.object({ fault: z.literal('cannot'), why }),
  z.object({ fault: z.literal('retry'), why }),
  z.object({ fault: z.literal('rate-limited'), why, until: time.transform((written) => new Date(written)) }),
]) satisfies z.ZodType<Fault>;

const STATES = [
  'nothing',
  'up-to-date',
  'changing',
  'waiting',
  'declined',
  'edited',
  'closing',
  'left',
  'unsure',
  'cannot',
] as const satisfies readonly NonNullable<OpenAnswer['parts']>[number]['state'][];

const schema = z.object({
  seen: z.array(z.object({ pull, checks: z.enum(CHECKS) })).max(MOST),
  fault: fault.exactOptional(),
  parts: z
    .array(z.object({ state: z.enum(STATES), why: why.exactOptional() }))
    .max(MOST)
    .exactOptional(),
  opened: z.int().min(0).max(MOST),
}) satisfies z.ZodType<OpenAnswer>;

/** An answer as it stands in the queue. */
export function packedOpenAnswer({ seen, fault, parts, opened }: OpenAnswer): string {
  const states = parts?.map(({ state, why }) => ({ state, ...(why === undefined ? {} : { why }) }));
  return packed({ seen, opened, ...(fault ? { fault } : {}), ...(states ? { parts: states } : {}) });
}

/** What a worker answered; `undefined` for what is no answer. */
export function readOpenAnswer(written: unknown): OpenAnswer | undefined {
  return schema.safeParse(unpacked(written, MOST_BYTES)).data;
}
