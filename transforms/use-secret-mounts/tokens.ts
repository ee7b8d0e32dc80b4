// Tokens that a build is given as ARG, and the RUNs that read them.
import { baseName, child, isStop, stop, words, type Context, type Stop } from '../../src/model/index.js';
import {
  baseChain,
  buildStates,
  hasPosixShell,
  isWindows,
  runMounts,
  unquoteValue,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { CREDENTIAL_FILES } from '../../src/ecosystems/index.js';
import { isTokenName } from '../../src/knowledge/index.js';
import { commandName } from '../../src/shell/index.js';

export interface Token {
  readonly name: string;
  /** Every ARG that declares it, the first of a stage first. */
  readonly args: readonly [Instruction, ...Instruction[]];
  /** The RUNs that need it. */
  readonly runs: readonly [Instruction, ...Instruction[]];
}

/** The tokens of a file, each with the ARG that it is first declared by. */
export function tokensOf(doc: DockerfileDoc, context: Context): (Token | Required<Stop<Instruction>>)[] {
  const declared = new Map<string, [Instruction, ...Instruction[]]>();
  for (const instruction of doc.instructions) {
    if (instruction.keyword !== 'ARG' || isWindows(doc, instruction)) continue;
    for (const { key } of instruction.pairs().pairs) {
      if (!isTokenName(key)) continue;
      const list = declared.get(key);
      if (list) list.push(instruction);
      else declared.set(key, [instruction]);
    }
  }
  return [...declared].flatMap(([name, args]): (Token | Required<Stop<Instruction>>)[] => {
    const token = tokenOf(doc, name, args, context);
    if (token === undefined) return [];
    return isStop(token) ? [{ ...token, at: token.at ?? args[0] }] : [token];
  });
}

function tokenOf(
  doc: DockerfileDoc,
  name: string,
  args: Token['args'],
  context: Context,
): Token | Stop<Instruction> | undefined {
  const uses = new RegExp(`(?<!\\\\)\\$(?:${name}\\b|\\{${name}[}:\\-+?])`);
  const reading = readers(doc, name, context);
  const stages = args.filter(({ stage }) => stage !== -1).map(({ stage }) => doc.stages[stage]!);
  const inside = doc.instructions.filter(
    ({ stage, index }) =>
      stage !== -1 &&
      args.some((arg) => arg.stage !== -1 && arg.index < index) &&
      baseChain(doc.stages[stage]!).some((each) => stages.includes(each)),
  );
  const runs = inside.filter(
    (each) => each.keyword === 'RUN' && (uses.test(textOf(doc, each)) || reading.some((reads) => reads(each))),
  );
  const kept = inside.find((each) => each.keyword !== 'RUN' && uses.test(textOf(doc, each)));
  const [first, ...others] = runs;
  if (!first && !kept) return undefined;
  if (kept)
    return stop(
      'used-later',
      `line ${kept.lineMark} (${kept.keyword}) keeps ${name} in the image; what only the build needs is given to its RUN, and what the program needs when the container starts`,
    );
  const given = args.find((arg) =>
    arg.pairs().pairs.some(({ key, rawValue }) => key === name && isValue(doc, rawValue)),
  );
  if (given)
    return stop(
      'needs-decision',
      `${name} has a default here, which everybody can read; take it back where it came from, and the default out of the file`,
    );
  if (args.some((arg) => arg.pairs().pairs.length > 1))
    return stop('unsupported-syntax', `${name} stands with others in one ARG; give it a line of its own`);
  for (const run of runs) {
    const reason = whyNot(doc, run, name, uses);
    if (reason) return { ...reason, at: run };
  }
  return { name, args, runs: [first!, ...others] };
}

function textOf(doc: DockerfileDoc, { span }: Instruction): string {
  return doc.text.slice(span.start, span.end);
}

function isValue(doc: DockerfileDoc, raw: string | undefined): boolean {
  return raw !== undefined && unquoteValue(raw, doc.escape) !== '';
}

/** RUNs of tools whose settings in a build context name the variable: `_authToken=${NPM_TOKEN}`. */
function readers(doc: DockerfileDoc, name: string, { evidence }: Context): ((run: Instruction) => boolean)[] {
  const named = new RegExp(`\\$(?:${name}\\b|\\{${name}[}:?\\-])`);
  return evidence.contexts(doc.file).flatMap((folder) =>
    CREDENTIAL_FILES.filter(({ file }) => named.test(evidence.repository.read(child(folder, file)) ?? '')).map(
      ({ reads }) =>
        (run: Instruction): boolean =>
          run.shell.commands.some((command) => reads(commandName(command) ?? '')),
    ),
  );
}

/** Programs that keep what they are told in a file of the home folder or of the clone. */
const KEEPS = /\b(?:config|login|auth|remote|credential)\b/;

function whyNot(doc: DockerfileDoc, run: Instruction, name: string, uses: RegExp): Stop | undefined {
  if (!run.shell.ok || !hasPosixShell(doc, run) || run.heredocs.length > 0)
    return stop('unsupported-syntax', `${name} is read in a heredoc, in exec form or in another shell here`);
  if (runMounts(run).some((mount) => mount.get('type') === 'secret' && mount.get('id') === name))
    return stop('conflicts', `the RUN has a secret of that name already; take ${name} out of ARG`);
  const { user } = buildStates(doc)[run.index]!;
  if (user?.includes('$')) return stop('contains-variable', 'as whom the RUN runs is decided when it is built');
  const text = run.shellText;
  // What a linker writes into a program is in it.
  const linked = run.shell.commands.find(({ words: called }) =>
    called.some(({ raw }) => /ldflags|(?:^|["'\s])-X[ =]/.test(raw) && uses.test(raw)),
  );
  if (linked)
    return stop(
      'used-later',
      `the RUN compiles ${name} into a program, where it stays readable; read it when the program starts`,
    );
  for (const { words: called, redirected, start, end, link } of run.shell.commands) {
    const part = run.shell.links[link];
    if (!uses.test(text.slice(start, end))) continue;
    const program = called[0]?.value ?? '';
    const whole = part ? text.slice(part.start, part.end) : '';
    const writes = redirected || /\|\s{0,4}tee\b/.test(whole) || /^(?:sed|envsubst)$/.test(program);
    const keeps =
      called.slice(1).some(({ raw }) => KEEPS.test(raw.split('=', 1)[0]!)) || /\bgit\s.{0,40}\bclone\b/.test(whole);
    if ((writes || keeps) && !isRemoved(run, link, whole))
      return stop(
        'used-later',
        `the RUN writes ${name} into a file that stays in its layer; remove that file in the same RUN, or mount the file itself as a secret`,
      );
  }
  return undefined;
}

/** Files in which git keeps what it is told. Source: https://git-scm.com/docs/git-config#FILES */
const OF_GIT = words('.gitconfig .git-credentials .netrc');

/** A later command of the RUN removes the file that the command names, or one that tools keep such things in. */
function isRemoved(run: Instruction, link: number, writing: string): boolean {
  const named = writing.split(/[\s"'>=/]+/).filter((part) => part !== '');
  const files = new Set([...OF_GIT, ...CREDENTIAL_FILES.map(({ file }) => file), ...named]);
  return run.shell.commands.some(
    (command) =>
      command.link > link &&
      commandName(command) === 'rm' &&
      command.words.slice(1).some(({ value = '' }) => !value.startsWith('-') && files.has(baseName(value))),
  );
}
