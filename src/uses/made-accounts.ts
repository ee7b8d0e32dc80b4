// Accounts that the RUNs of a Dockerfile make.
import { exactPattern, baseName } from '../model/index.js';
import { programIs } from '../programs/index.js';
import type { Instruction, Stage } from '../dockerfile/index.js';
import { baseChain } from '../dockerfile/index.js';

export interface MadeAccount {
  readonly name: string;
  readonly uid?: number;
  /** Of its group, where that is a number or is made with one. */
  readonly gid?: number;
  readonly instruction: Instruction;
  /** A group that makes it more than others: `docker`, `sudo`. */
  readonly power?: string;
}

const POWER = /^(?:docker|sudo|wheel|admin|root|adm)$/;

/** Options behind which another word follows; of useradd, of Debian's adduser and of BusyBox's together. */
const TAKES_VALUE = exactPattern(
  `
  --uid --gid --group --groups --ingroup --home --home-dir --shell --comment --gecos --base-dir --skel --password
  --firstuid --lastuid`,
  { also: [/-[a-zA-Z]*[ugGdcskhbKep]/] },
);

/** The accounts that the stage and those it stands on make, in order. */
export function findMadeAccounts(stage: Stage): MadeAccount[] {
  const found: MadeAccount[] = [];
  const groups = new Map<string, number>();
  for (const each of [...baseChain(stage)].reverse()) {
    for (const instruction of each.instructions) {
      if (instruction.keyword !== 'RUN' || !instruction.shell.ok) continue;
      for (const { words } of instruction.shell.commands) {
        const texts = words.map(({ value, raw }) => value ?? raw);
        const at = texts.findIndex((text) => programIs(baseName(text), 'changesAccounts'));
        if (at === -1) continue;
        const power = texts.flatMap((text) => text.split(',')).find((text) => POWER.test(text));
        const program = baseName(texts[at]!);
        const { operands, options } = split(texts.slice(at + 1));
        const [name] = operands;
        if (program === 'usermod' || program === 'gpasswd') {
          const known = found.findIndex((account) => operands.includes(account.name));
          if (power !== undefined && known !== -1) found[known] = { ...found[known]!, power };
          continue;
        }
        if (name === undefined || name.includes('$')) continue;
        const isGroup = program === 'groupadd' || program === 'addgroup';
        if (isGroup) {
          const gid = number(options, /^(?:-[a-zA-Z]*g|--gid)$/);
          if (gid !== undefined) groups.set(name, gid);
          continue;
        }
        // `adduser name group` puts one that exists into a group.
        const known = operands.length > 1 ? found.findIndex((account) => account.name === name) : -1;
        if (program === 'adduser' && known !== -1) {
          if (power !== undefined) found[known] = { ...found[known]!, power };
          continue;
        }
        const uid = number(options, /^(?:-[a-zA-Z]*u|--uid)$/);
        // `-G` of useradd lists further groups; of BusyBox, the group.
        const own = program === 'useradd' ? /^(?:-[a-zA-Z]*g|--gid)$/ : /^(?:-[a-zA-Z]*G|--gid|--ingroup)$/;
        const group = options.find(([option]) => own.test(option))?.[1];
        const gid = group === undefined ? undefined : /^\d+$/.test(group) ? Number(group) : groups.get(group);
        found.push({
          name,
          instruction,
          ...(power === undefined ? {} : { power }),
          ...(uid === undefined ? {} : { uid }),
          ...(gid === undefined ? {} : { gid }),
        });
      }
    }
  }
  return found;
}

function split(words: readonly string[]): { operands: string[]; options: (readonly [string, string])[] } {
  const operands: string[] = [];
  const options: (readonly [string, string])[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    if (equals !== -1) options.push([word.slice(0, equals), word.slice(equals + 1)]);
    else if (TAKES_VALUE.test(word)) options.push([word, words[++at] ?? '']);
    else if (word.startsWith('-')) options.push([word, '']);
    else operands.push(word);
  }
  return { operands, options };
}

function number(options: readonly (readonly [string, string])[], name: RegExp): number | undefined {
  const value = options.find(([option]) => name.test(option))?.[1];
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
