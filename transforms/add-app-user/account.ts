// Whom the program will run as, and how that account comes to be.
import { type Assumption, type Evidence, type Stop, isStop, stop } from '../../src/model/index.js';
import { instructionEvidence } from '../../src/runs/index.js';
import type { DockerfileDoc, Instruction, Stage } from '../../src/dockerfile/index.js';
import { programIs } from '../../src/programs/index.js';
import { imageProfile, type ImageProfile } from '../../src/knowledge/index.js';
import { findMadeAccounts, type ImageUse } from '../../src/uses/index.js';
import { placeOf } from './reasons.js';

export interface Account {
  /** As it stands behind USER. */
  readonly user: string;
  /** As it stands behind --chown and chown. */
  readonly owner: string;
  readonly name: string;
  /** Commands that make it; empty where it is there already. */
  readonly commands: readonly string[];
  /** A RUN can be added: the image has a shell. */
  readonly shell: boolean;
  /** A comment above USER that says who the number is. */
  readonly comment?: string;
  /** The RUN that makes it, in the file. */
  readonly made?: Instruction;
  readonly evidence: readonly Evidence[];
  /** What only a run shows: that the program takes a number without a name. */
  readonly assumption?: Assumption;
}

const FREE = 10001;
/** The first account that a system gives to a person. */
const PERSON = 1000;
/** What images without a shell use by custom. */
const NONROOT = 65532;

/** For a base image of which nobody knows how it makes accounts. */
const NUMBER_ALONE: Assumption = {
  id: 'number-needs-no-name',
  believes: 'The program runs as a number that has no name and no home in the image',
  breaksIf: 'it asks for its name or writes into its home: the start fails, or its settings are not found',
  checkBy: 'start the image and use what it offers once',
  needsRun: true,
};
/**
 * The JVM takes a number without a name: `user.name` is then `?`, and `user.home` is HOME, which few programs read.
 * Source: https://github.com/openjdk/jdk/blob/0c6c2e5dbe671a6e93237d8e653744237a7fa8cb/src/java.base/unix/native/libjava/java_props_md.c
 */
const NUMBER_ALONE_IN_JAVA: Assumption = {
  id: NUMBER_ALONE.id,
  believes: NUMBER_ALONE.believes,
  breaksIf: `${NUMBER_ALONE.breaksIf}. Libraries of Hadoop and Spark do`,
  checkBy: NUMBER_ALONE.checkBy,
};
const NAME = 'app';
/** Accounts that an image has for the program of whoever builds on it. */
const FOR_PROGRAMS: ReadonlySet<string> = new Set(['node', 'app', 'nonroot', 'www-data']);

/**
 * An account for the stage: the one that is there for it, or a new one.
 * @param writesOnHost it writes what is mounted from the host, which mostly belongs to the first person there.
 */
export function accountFor(
  doc: DockerfileDoc,
  stage: Stage,
  uses: readonly ImageUse[],
  writesOnHost: boolean,
): Account | Stop {
  const image = stage.rootImage!;
  const profile = imageProfile(image)!;
  const wanted = wantedIds(doc, uses);
  if (wanted && isStop(wanted)) return wanted;
  const made = findMadeAccounts(stage);
  const fits = wanted ? made.filter(({ uid }) => uid === wanted.uid) : made;
  if (fits.length > 1) {
    const names = [...new Set(fits.map(({ name }) => name))];
    if (names.length > 1)
      return stop(
        'ambiguous',
        `the file makes several accounts, ${names.join(' and ')}; say with USER which one the program is`,
      );
  }
  const [own] = fits;
  if (own?.power !== undefined)
    return stop(
      'needs-decision',
      `the account ${own.name} that the file makes is in the group ${own.power}, so it is made for people; say with USER whom the program runs as`,
    );
  if (own) return fromFile(doc, own);
  const there = profile.accounts?.find((each) => (wanted ? each.uid === wanted.uid : FOR_PROGRAMS.has(each.name)));
  const shell = profile.family !== 'scratch' && profile.family !== 'distroless';
  if (there && (profile.language !== 'php' || there.name === 'www-data')) {
    const { name, uid, gid } = there;
    const says = `${image} has the account ${name}, ${uid}:${gid}`;
    const evidence = [{ says, from: { kind: 'knowledge', entry: profile.image, source: profile.source } } as const];
    const comment = shell ? `# The account ${name} by its number, which Kubernetes can check.` : undefined;
    const owner = shell ? `${name}:${name}` : `${uid}:${gid}`;
    return {
      user: `${uid}:${gid}`,
      owner,
      name,
      commands: [],
      shell,
      evidence: [...evidence, ...(wanted?.evidence ?? [])],
      ...(comment === undefined ? {} : { comment }),
    };
  }
  // Ubuntu has an account of that number since 23.04.
  const free = writesOnHost && profile.family !== 'ubuntu' ? PERSON : FREE;
  const isInJava =
    uses.length > 0 && uses.every(({ program }) => programIs(program.started.at(-1)?.name, 'javaSource'));
  return newAccount(doc, image, profile, wanted ?? { uid: free, evidence: [] }, { shell, isInJava });
}

function fromFile(
  doc: DockerfileDoc,
  { name, uid, gid, instruction }: ReturnType<typeof findMadeAccounts>[number],
): Account {
  const user = uid === undefined ? name : gid === undefined ? String(uid) : `${uid}:${gid}`;
  const comment = uid === undefined ? undefined : `# The account ${name} by its number, which Kubernetes can check.`;
  return {
    user,
    owner: `${name}:`,
    name,
    commands: [],
    shell: true,
    made: instruction,
    evidence: [instructionEvidence(doc, instruction, `the file makes the account ${name} and never switches to it`)],
    ...(comment === undefined ? {} : { comment }),
  };
}

interface Wanted {
  readonly uid: number;
  readonly gid?: number;
  readonly evidence: readonly Evidence[];
}

/** The number that Compose and Kubernetes give the program already; they have to agree. */
function wantedIds(doc: DockerfileDoc, uses: readonly ImageUse[]): Wanted | Stop | undefined {
  let wanted: (Wanted & { readonly by: ImageUse }) | undefined;
  for (const use of uses) {
    const match = /^(\d{1,9})(?::(\d{1,9}))?$/.exec(use.user ?? '');
    const uid = match ? Number(match[1]) : 0;
    if (!match || uid === 0) continue;
    if (wanted && wanted.uid !== uid) {
      const message = `${wanted.by.name} runs it as ${wanted.uid} and ${use.name} as ${uid} (${placeOf(use.from, doc.file)}); decide on one number`;
      return stop('conflicts', message);
    }
    const gid = match[2] === undefined ? {} : { gid: Number(match[2]) };
    wanted ??= { uid, ...gid, by: use, evidence: [{ says: `${use.name} runs it as ${use.user}`, from: use.from }] };
  }
  return wanted;
}

function newAccount(
  doc: DockerfileDoc,
  image: string,
  profile: ImageProfile,
  { uid, gid = uid, evidence }: Wanted,
  { shell, isInJava }: { readonly shell: boolean; readonly isInJava: boolean },
): Account | Stop {
  const id = shell || evidence.length > 0 ? uid : NONROOT;
  const free: Evidence = {
    says: `${image} has no account ${id}, and no line makes one`,
    from: { kind: 'knowledge', entry: profile.image, source: profile.source },
  };
  if (!shell) {
    const user = `${id}:${id}`;
    return { user, owner: user, name: String(id), commands: [], shell, evidence: [free, ...evidence] };
  }
  if (gid === 0) return stop('needs-decision', 'the group is root; decide which files it shares with root');
  const name = new RegExp(`\\b${NAME}:x?:|(?:useradd|adduser|groupadd|addgroup)[^\\n]{0,300}\\s${NAME}(?:\\s|$)`).test(
    doc.text,
  )
    ? 'appuser'
    : NAME;
  const commands = commandsFor(image, profile, name, uid, gid);
  const user = `${uid}:${gid}`;
  if (isStop(commands)) {
    const given = { user, owner: user, name: user, commands: [], shell };
    return { ...given, evidence: [free, ...evidence], assumption: isInJava ? NUMBER_ALONE_IN_JAVA : NUMBER_ALONE };
  }
  return { user, owner: `${name}:${name}`, name, commands, shell, evidence: [free, ...evidence] };
}

/** Sources: https://manpages.debian.org/useradd, https://busybox.net/downloads/BusyBox.html#adduser */
function commandsFor(
  image: string,
  profile: ImageProfile,
  name: string,
  uid: number,
  gid: number,
): readonly string[] | Stop {
  const shadow = [`groupadd --gid ${gid} ${name}`, `useradd --uid ${uid} --gid ${name} --create-home ${name}`];
  switch (profile.family) {
    case 'debian':
    case 'ubuntu':
      return shadow;
    case 'alpine':
    case 'wolfi':
    case 'busybox':
      return [`addgroup -g ${gid} ${name}`, `adduser -D -u ${uid} -G ${name} ${name}`];
    case 'rhel':
    case 'fedora':
      // The minimal variants have no useradd.
      if (profile.packageManager === 'dnf' || profile.packageManager === 'yum') return shadow;
      break;
    default:
  }
  return stop(
    'unknown-base',
    `whether ${image} has a program that makes accounts is not known; add one with a fixed number, give it what the program writes, and switch to it with USER`,
  );
}
