// What a worker says of a repository that it planned. Whoever can write to the queue can say it, so it is held against a
// schema, and against what was asked, before it reaches a ledger.
import * as z from 'zod';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { planKey, type AskedQuestion, type Outcome, type PlanFacts } from '../fleet/index.js';
import { filePath, LEVELS, lookupKey, type FilePath, type Lookup, type PackageIndex } from '../model/index.js';
import { packed, unpacked } from './packed.js';
import { commitSchema, keySchema, questionSchema, type PlanJob } from './plan-job.js';

/** What comes back. A worker that is stopped gives its job back instead. */
export type PlanAnswer = Exclude<Outcome, { readonly why: 'stopped' }>;

const ENDINGS = ['timed out', 'memory', 'crashed'] as const;
const MOST_ROWS = 500_000;
const MOST_QUESTIONS = 2000;
const LONGEST_WHY = 10_000;

const name = z.string().min(1).max(500);
const text = z.string().max(1_000_000);
const line = z.int().min(0).max(100_000_000);
const count = z.int().min(0).max(1_000_000_000);
const path = z.string().max(4096);
const why = z.string().max(LONGEST_WHY);
const rows = <Row extends z.ZodType>(row: Row) => z.array(row).max(MOST_ROWS);

const image = z.string().min(1).max(1000);
const lookup = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), image }),
  z.object({
    kind: z.literal('image-update'),
    image,
    policy: z.enum(['digest', 'patch', 'minor', 'major']),
    cooldown: z.int().min(0).max(100_000).exactOptional(),
  }),
  z.object({
    kind: z.literal('package'),
    ecosystem: z.custom<PackageIndex>((index) => ECOSYSTEMS.some((each) => each.index?.id === index)),
    name,
    range: z.string().max(1000),
    runtime: z.string().max(100).exactOptional(),
  }),
]) satisfies z.ZodType<Lookup>;

const step = z.object({
  key: name,
  step: z.string().max(5000),
  transform: name,
  level: z.enum(LEVELS),
  file: path,
  line,
  title: text,
  assumptions: text,
  pattern: name,
});
const facts = z.object({
  owner: z.string().max(1000).nullable(),
  files: count,
  summary: text,
  result: z.base64().transform((bytes): Uint8Array => Buffer.from(bytes, 'base64')),
  steps: rows(step),
  patterns: rows(z.object({ pattern: name, transform: name, level: z.enum(LEVELS), title: text, sample: text })),
  refusals: rows(z.object({ transform: name, code: name, file: path, line, sentence: text })),
  rules: rows(z.object({ rule: name, found: count, resolved: count })),
  images: rows(
    z.object({
      file: z.string().transform((file, context): FilePath => {
        try {
          return filePath(file);
        } catch {
          context.addIssue('it leads out of the root');
          return z.NEVER;
        }
      }),
      line,
      name: image,
      tag: z.string().max(1000).nullable(),
      digest: z.string().max(1000).nullable(),
      endsOn: z.string().max(100).nullable(),
    }),
  ),
}) satisfies z.ZodType<PlanFacts>;

const schema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('planned'),
    tree: commitSchema,
    key: keySchema,
    asked: z.array(z.object({ question: questionSchema, lookup })).max(MOST_QUESTIONS),
    facts,
  }),
  z.object({ kind: z.literal('same'), tree: commitSchema }),
  z.object({ kind: z.literal('cannot'), why }),
  z.object({ kind: z.literal('retry'), why }),
  z.object({ kind: z.literal('ended'), why: z.enum(ENDINGS) }),
]) satisfies z.ZodType<PlanAnswer>;

/** An answer as it stands in the queue. */
export function packedAnswer(answer: PlanAnswer): string {
  if (answer.kind !== 'planned') return packed(answer);
  const { facts } = answer;
  return packed({ ...answer, facts: { ...facts, result: Buffer.from(facts.result).toString('base64') } });
}

/** What a worker answered. What is no answer to this job is another try. */
export function readPlanAnswer(written: unknown, { frame, order }: PlanJob): PlanAnswer {
  const parsed = schema.safeParse(unpacked(written));
  if (!parsed.success) return UNREADABLE;
  const { data } = parsed;
  if (data.kind === 'same' && order.known !== keyOf(data.tree, order.asked)) return NOT_ASKED;
  if (data.kind === 'planned' && !isWhole(data)) return UNREADABLE;
  if (data.kind === 'planned' && data.key !== keyOf(data.tree, answered(data.asked))) return NOT_ASKED;
  return data;

  function keyOf(tree: string, asked: readonly AskedQuestion[]): string {
    return planKey(tree, frame, asked);
  }

  /** What it asked, with the answers that it was told. */
  function answered(asked: readonly { readonly question: string }[]): readonly AskedQuestion[] {
    const told = new Map(order.asked);
    return asked.map(({ question }) => [question, told.get(question) ?? null]);
  }
}

const UNREADABLE = { kind: 'retry', why: 'what its worker answered cannot be read' } as const;
const NOT_ASKED = { kind: 'retry', why: 'what its worker answered is not what was asked' } as const;

/** What the ledger takes: each name once where it is one of many, and nothing that leads nowhere. */
function isWhole({ asked, facts }: Extract<z.output<typeof schema>, { readonly kind: 'planned' }>): boolean {
  const patterns = new Set(facts.patterns.map(({ pattern }) => pattern));
  return (
    asked.every(({ question, lookup }) => question === lookupKey(lookup)) &&
    new Set(asked.map(({ question }) => question)).size === asked.length &&
    new Set(facts.rules.map(({ rule }) => rule)).size === facts.rules.length &&
    facts.steps.every(({ pattern }) => patterns.has(pattern))
  );
}
