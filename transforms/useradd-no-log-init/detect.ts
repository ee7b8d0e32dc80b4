// Calls of useradd whose uid is high.
import { type Edit, words } from '../../src/model/index.js';
import {
  buildStates,
  expandArgs,
  insertAfterWord,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { commandName, type ShellCommand, type ShellWord } from '../../src/shell/index.js';

/** As hadolint has it: more than five digits. */
const HIGH = 100_000;

/** Short options of useradd that take a value. Source: useradd(8) */
const VALUED = 'bcdefgGkKpPRsuZ';

const LONG_VALUED = words(`
  --base-dir --comment --home-dir --home --expiredate --inactive --gid --groups --skel --key --password --root
  --prefix --shell --uid --selinux-user`);

/** The edit for a useradd with a high uid that makes a log entry; `undefined` for other commands. */
export function editOf(doc: DockerfileDoc, instruction: Instruction, command: ShellCommand): Edit | undefined {
  const at = commandName(command) === 'sudo' ? command.words.findIndex((word) => word.value === 'useradd') : 0;
  const program = command.words[at];
  if (!program || !/(?:^|\/)useradd$/.test(program.value ?? '')) return undefined;
  const options = readOptions(command.words.slice(at + 1));
  const uid =
    options.uid === undefined
      ? undefined
      : expandArgs(options.uid.replace(/["']/g, ''), buildStates(doc)[instruction.index]!.variables);
  if (options.quiet || uid === undefined || !/^\d{1,10}$/.test(uid) || Number(uid) < HIGH) return undefined;
  return insertAfterWord(doc, instruction, program, options.long ? ' --no-log-init' : ' -l');
}

interface UseraddOptions {
  readonly uid: string | undefined;
  /** `-l` is there already. */
  readonly quiet: boolean;
  /** Written with long options. */
  readonly long: boolean;
}

function readOptions(words: readonly ShellWord[]): UseraddOptions {
  let uid: string | undefined;
  let quiet = false;
  let long = false;
  for (let at = 0; at < words.length; at++) {
    const { raw } = words[at]!;
    if (raw.startsWith('--')) {
      long = true;
      if (raw === '--no-log-init') quiet = true;
      if (raw.startsWith('--uid=')) uid = raw.slice('--uid='.length);
      else if (LONG_VALUED.has(raw)) {
        at++;
        if (raw === '--uid') uid = words[at]?.raw;
      }
    } else if (raw.startsWith('-')) {
      const value = [...raw].findIndex((letter, place) => place > 0 && VALUED.includes(letter));
      if (raw.slice(1, value === -1 ? undefined : value).includes('l')) quiet = true;
      if (value === -1) continue;
      const given = raw.slice(value + 1) || words[++at]?.raw;
      if (raw[value] === 'u') uid = given;
    }
  }
  return { uid, quiet, long };
}
