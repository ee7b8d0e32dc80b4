// Health checks that ask by a program the image is about to lose: the same request, by the language that the image keeps.
import { type Assumption, type Edit, type Evidence, nonEmpty, baseName } from '../model/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';
import {
  baseChain,
  type Instruction,
  instructionPlace,
  linkedStage,
  quote as quoteOf,
  replaceLogical,
} from '../dockerfile/index.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { imageProfile, runsPython3 } from '../knowledge/index.js';
import type { Site, Use } from '../runs/index.js';
import { asText, columnOf, findOwnEntry, type YamlNode } from '../yaml/index.js';
import { plainRequest, plainRequestIn } from './plain-request.js';

export interface MovedChecks {
  readonly edits: readonly Edit[];
  readonly touches: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
  /** True for a call that is no longer made then. */
  replaces(use: Use): boolean;
}

interface MovedCheck {
  readonly edit: Edit;
  readonly place: string;
  readonly evidence: Evidence;
  /** Counted from 1. */
  readonly lines: readonly [first: number, last: number];
}

const SAME_ANSWER: Assumption = {
  id: 'same-answer-to-another-client',
  believes: 'The program answers the same request of another client as it answered curl or wget',
  breaksIf:
    'it looks at the name of the client, listens on ::1 alone, or sends wget on to another page that fails: it works, and counts as unhealthy',
  checkBy: 'start the image and see that `docker ps` calls it healthy',
};

/**
 * The checks of a stage, and of the Compose services that run it, which call a program that goes.
 * @param image what runs it then.
 * @param instructions HEALTHCHECKs that may be rewritten.
 * @param runTime the language that the image has, and the path of its program, where its name does not say so.
 */
export function moveChecks(
  site: Pick<Site, 'doc' | 'stage' | 'context'>,
  image: string,
  gone: ReadonlySet<string>,
  instructions: readonly Instruction[],
  runTime?: { readonly language: string; readonly program: string },
): MovedChecks {
  const known = runsPython3(image) ? imageProfile(image)?.language : undefined;
  const language = runTime?.language ?? known;
  const asks = ECOSYSTEMS.find(({ id }) => id === language)?.asks;
  const ask: Ask | undefined = asks && runTime ? (request) => [runTime.program, ...asks(request).slice(1)] : asks;
  const found = ask ? [...ofServices(site, gone, ask), ...ofImage(site, gone, ask, instructions)] : [];
  return {
    edits: found.map(({ edit }) => edit),
    touches: found.map(({ place }) => place),
    evidence: found.map(({ evidence }) => evidence),
    assumptions: found.length > 0 ? [SAME_ANSWER] : [],
    replaces: ({ from }) =>
      from.kind === 'source' &&
      from.line !== undefined &&
      found.some(
        ({ edit, lines: [first, last] }) => edit.file === from.file && first <= from.line! && from.line! <= last,
      ),
  };
}

type Ask = NonNullable<(typeof ECOSYSTEMS)[number]['asks']>;

function* ofServices(
  { doc, stage, context }: Pick<Site, 'doc' | 'stage' | 'context'>,
  gone: ReadonlySet<string>,
  ask: Ask,
): Generator<MovedCheck> {
  for (const link of context.group.links) {
    if (link.dockerfile !== doc.file) continue;
    const linked = linkedStage(doc, link);
    if (!linked || !baseChain(linked).includes(stage)) continue;
    const compose = context.documents.compose(link.file);
    const service = compose?.service(link.service);
    const moved = compose && service && ofService(compose, service, gone, ask);
    if (moved) yield moved;
  }
}

/** `undefined` as well where others take the check over, whose images may hold another language. */
function ofService(compose: ComposeDoc, service: Service, gone: ReadonlySet<string>, ask: Ask): MovedCheck | undefined {
  const check = service.own('healthcheck')?.value;
  if (check?.kind !== 'map' || check.anchor !== undefined || service.alsoChanges().length > 0) return undefined;
  const test = findOwnEntry(check, 'test')?.value;
  const asked = test && testOf(test);
  if (!asked || !gone.has(asked.program)) return undefined;
  const request = asked.request();
  if (!request) return undefined;
  const { yaml, file, text } = compose;
  const words = ['CMD', ...ask(request)].map((word) => JSON.stringify(word));
  const [first, last] = asked.replaced;
  const span = { start: first.span.start, end: last.span.end };
  const expect = text.slice(span.start, span.end);
  if (expect.includes('#') || test.anchor !== undefined || test.tag !== undefined) return undefined;
  const below = `\n${' '.repeat(columnOf(yaml, test.span.start))}- `;
  const written =
    test.kind !== 'seq' ? `[${words.join(', ')}]` : words.join(test.flow ? ', ' : below.replace('\n', eolOf(text)));
  const line = yaml.lines.lineAt(span.start) + 1;
  const says = `${service.name} asks by ${asked.program}, which the image has no longer, and ${takenFor(request)}`;
  return {
    edit: { kind: 'edit', file, span, expect, text: written },
    place: service.place('healthcheck'),
    evidence: { says, from: { kind: 'source', file, line, quote: expect.replace(/\s+/g, ' ').slice(0, 100) } },
    lines: [yaml.lines.lineAt(test.span.start) + 1, yaml.lines.lineAt(test.span.end) + 1],
  };
}

/** What the answer is taken for, before and after. */
function takenFor({ failsByStatus }: { readonly failsByStatus: boolean }): string {
  return failsByStatus ? 'takes a status of 400 or more for a failure' : 'takes any answer for a good one';
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

interface Test {
  readonly program: string;
  readonly replaced: readonly [first: YamlNode, last: YamlNode];
  request(): ReturnType<typeof plainRequest>;
}

/** `["CMD", ...]`, `["CMD-SHELL", text]` or a text alone. */
function testOf(test: YamlNode): Test | undefined {
  if (test.kind === 'scalar' && test.style !== 'block') {
    return { program: programOf(test.text), replaced: [test, test], request: () => plainRequestIn(test.text) };
  }
  if (test.kind !== 'seq') return undefined;
  const isPlain = test.items.every(
    (item) => item.kind === 'scalar' && !item.anchor && !item.tag && item.style !== 'block',
  );
  const items = isPlain ? nonEmpty(test.items) : undefined;
  if (!items) return undefined;
  const [form, ...words] = items.map((item) => asText(item) ?? '');
  const replaced = [items[0], items.at(-1)!] as const;
  if (form === 'CMD') return { program: baseName(words[0] ?? ''), replaced, request: () => plainRequest(words) };
  if (form !== 'CMD-SHELL' || words.length !== 1) return undefined;
  return { program: programOf(words[0]!), replaced, request: () => plainRequestIn(words[0]!) };
}

function programOf(text: string): string {
  return baseName(/^\s*(\S+)/.exec(text)?.[1] ?? '');
}

function* ofImage(
  { doc }: Pick<Site, 'doc'>,
  gone: ReadonlySet<string>,
  ask: Ask,
  instructions: readonly Instruction[],
): Generator<MovedCheck> {
  for (const instruction of instructions) {
    const { args, argsStart, execForm } = instruction;
    const head = instruction.keyword === 'HEALTHCHECK' ? /^CMD[\t ]+/i.exec(args)?.[0] : undefined;
    if (head === undefined) continue;
    const text = args.slice(head.length);
    const program = execForm ? baseName(execForm[0] ?? '') : programOf(text);
    const request = execForm ? plainRequest(execForm) : plainRequestIn(text);
    if (!request || !gone.has(program)) continue;
    const words = `[${ask(request)
      .map((word) => JSON.stringify(word))
      .join(', ')}]`;
    const edit = replaceLogical(doc, instruction, argsStart + head.length, argsStart + args.length, words);
    if (!edit) continue;
    const says = `the image asks by ${program}, which it has no longer, and ${takenFor(request)}`;
    const line = instruction.line + 1;
    yield {
      edit,
      place: instructionPlace(doc, instruction),
      evidence: { says, from: { kind: 'source', file: doc.file, line, quote: quoteOf(instruction) } },
      lines: [line, instruction.endLine + 1],
    };
  }
}
