import { baseName, resolveFile, stop, type Evidence, type FilePath, type Stop } from '../../src/model/index.js';
import {
  baseChain,
  copyArguments,
  isContextCopy,
  isCopy,
  normalisePath,
  stageByReference,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import type { DockerfileContext } from '../../src/rewrites/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import { findMadeAccounts } from '../../src/uses/index.js';

/** What an image from scratch knows of accounts: nothing, a list of another stage or of the repository, or it is not seen. */
type Accounts = 'none' | 'unknown' | { readonly copy: Instruction; readonly file?: FilePath };

/** What the lines of the stage bring to /etc/passwd. */
export function accountsIn(stage: Stage, { evidence, doc }: DockerfileContext): Accounts {
  let found: Accounts = 'none';
  for (const each of [...baseChain(stage)].reverse()) {
    for (const instruction of each.instructions) {
      if (!isCopy(instruction)) continue;
      const copied = copyArguments(instruction);
      const written = copied?.destination;
      const to = written?.startsWith('/') ? normalisePath(written) : written;
      if (!copied || to === undefined || instruction.heredocs.length > 0) return 'unknown';
      const source = copied.sources.find((path) => baseName(path) === 'passwd');
      if (to === '/etc/passwd' || (to === '/etc' && source !== undefined)) {
        const [folder] = evidence.contexts(doc.file);
        const path = source ?? copied.sources[0]!;
        const file = isContextCopy(instruction) && folder !== undefined ? resolveFile(folder, path) : undefined;
        found = { copy: instruction, ...(file === undefined ? {} : { file }) };
      } else if (to === '/' || to === '/etc' || to.includes('$') || instruction.keyword === 'ADD') return 'unknown';
    }
  }
  return found;
}

/** The number of an account, and what shows it. */
export interface Numbered {
  readonly written: string;
  readonly evidence: Evidence;
}

const NOBODY = 65534;

export function accountOf(
  name: string,
  group: string | undefined,
  stage: Stage,
  list: Accounts,
  context: DockerfileContext,
): Numbered | Stop {
  if (list === 'unknown')
    return stop(
      'needs-evidence',
      `whether a list of accounts is among what is copied is not seen; name ${name} by its number`,
    );
  const found = inList(name, list, context) ?? made(name, stage, context);
  if (found?.uid === undefined)
    return stop(
      'needs-evidence',
      `which number ${name} has is not written here; give it one where it is made, as useradd --uid 10001 does, and name that`,
    );
  const { uid } = found;
  const isOwn = group === undefined || group === name;
  const gid = /^\d+$/.test(group ?? '') ? Number(group) : isOwn ? found.gid : undefined;
  if (group !== undefined && gid === undefined)
    return stop('needs-evidence', `which number the group ${group} has is not written here; name it by that`);
  // Without a list the group of a number alone is that of root.
  const isAlone = group === undefined && list !== 'none';
  return { written: isAlone ? `${uid}` : `${uid}:${gid ?? uid}`, evidence: found.evidence };
}

interface Found {
  readonly uid: number;
  readonly gid: number | undefined;
  readonly evidence: Evidence;
}

/** The line of a list that is in the repository: `app:x:10001:10001::/:`. */
function inList(name: string, list: Accounts, { evidence }: DockerfileContext): Found | undefined {
  if (list === 'none' || list === 'unknown' || list.file === undefined) return undefined;
  const lines = (evidence.repository.read(list.file) ?? '').split(/\r?\n/);
  const at = lines.findIndex((line) => line.startsWith(`${name}:`));
  const [, , uid, gid] = lines[at]?.split(':') ?? [];
  if (!/^\d{1,9}$/.test(uid ?? '') || !/^\d{1,9}$/.test(gid ?? '')) return undefined;
  const from = { kind: 'source', file: list.file, line: at + 1, quote: lines[at]!.slice(0, 100) } as const;
  return { uid: Number(uid), gid: Number(gid), evidence: { says: `${name} is ${uid} in it`, from } };
}

/** The account as a RUN of a stage makes it that files are copied from, or as the distribution of that stage has it. */
function made(name: string, stage: Stage, { doc }: DockerfileContext): Found | undefined {
  for (const other of sourcesOf(stage, doc)) {
    const known = findMadeAccounts(other).findLast((each) => each.name === name);
    if (known?.uid !== undefined) {
      const says = `${name} is made with the number ${known.uid}`;
      return { uid: known.uid, gid: known.gid, evidence: instructionEvidence(doc, known.instruction, says) };
    }
    const profile = other.rootImage === undefined ? undefined : imageProfile(other.rootImage);
    if (name !== 'nobody' || !profile || !/^(?:debian|ubuntu|alpine)$/.test(profile.family ?? '')) continue;
    const from = { kind: 'knowledge', entry: profile.image, source: profile.source } as const;
    return { uid: NOBODY, gid: NOBODY, evidence: { says: `nobody is ${NOBODY} in ${profile.image}`, from } };
  }
  return undefined;
}

/** The stages that files are copied from. */
function sourcesOf(stage: Stage, doc: DockerfileDoc): ReadonlySet<Stage> {
  const found = new Set<Stage>();
  for (const { instructions } of baseChain(stage)) {
    for (const each of instructions) {
      const from = isCopy(each) ? each.flag('from')?.value : undefined;
      const other = from === undefined ? undefined : stageByReference(doc, from, stage.index);
      if (other) found.add(other);
    }
  }
  return found;
}
