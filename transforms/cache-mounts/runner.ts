// Who runs a line, and where the home of that user is: a cache belongs to root unless its mount says otherwise.
import { buildStates, type DockerfileDoc, type Instruction } from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { findMadeAccounts } from '../../src/uses/index.js';

export interface Runner {
  readonly home: string;
  /** `uid=1000,gid=1000` for the mount; empty for root. */
  readonly owner: string;
}

/** Images whose accounts have their home below /home. Sources: nodejs/docker-node and the Dockerfiles named there. */
const AT_HOME = new Set(['node']);

/** `undefined` where the number or the home of the user is not known. */
export function runnerOf(doc: DockerfileDoc, instruction: Instruction): Runner | undefined {
  const { user } = buildStates(doc)[instruction.index]!;
  const stage = doc.stages[instruction.stage]!;
  const profile = imageProfile(stage.rootImage ?? '');
  const written = user ?? profile?.defaultUser;
  const name = written?.split(':')[0];
  // An image that nobody described here is taken to be built as root, as nearly all are.
  if (name === undefined || name === 'root' || name === '0') return { home: '/root', owner: '' };
  const own = profile?.accounts?.find((each) => each.name === name || String(each.uid) === name);
  if (own) return AT_HOME.has(own.name) ? owned(`/home/${own.name}`, own.uid, own.gid) : undefined;
  const made = findMadeAccounts(stage).find((each) => each.name === name || String(each.uid) === name);
  if (made?.uid === undefined || made.instruction.index > instruction.index) return undefined;
  const home = homeOf(made.instruction, made.name);
  return home === undefined ? undefined : owned(home, made.uid, made.gid);
}

function owned(home: string, uid: number, gid: number | undefined): Runner {
  return { home, owner: `,uid=${uid}${gid === undefined ? '' : `,gid=${gid}`}` };
}

/** The home that useradd -m and adduser make. */
function homeOf({ shell }: Instruction, name: string): string | undefined {
  for (const { words } of shell.commands) {
    const texts = words.map(({ value, raw }) => value ?? raw);
    const program = texts.find((text) => /^(?:\/usr\/sbin\/)?(?:useradd|adduser)$/.test(text));
    if (program === undefined || !texts.includes(name)) continue;
    if (texts.some((text) => /^(?:--system|--no-create-home|-(?=[a-zA-Z]*[rSHM])[a-zA-Z]+)$/.test(text)))
      return undefined;
    const makes =
      program.endsWith('adduser') || texts.some((text) => /^(?:--create-home|-[a-ln-zA-Z]*m[a-zA-Z]*)$/.test(text));
    if (!makes) return undefined;
    const at = texts.findIndex((text) => /^(?:-d|--home|--home-dir|-h)(?:=|$)/.test(text));
    const home =
      at === -1 ? `/home/${name}` : texts[at]!.includes('=') ? texts[at]!.split('=')[1]! : (texts[at + 1] ?? '');
    return /^\/[\w./-]+$/.test(home) ? home.replace(/(?<!\/)\/+$/, '') : undefined;
  }
  return undefined;
}
