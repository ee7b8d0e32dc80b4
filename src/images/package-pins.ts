// What a pinned package looks like, whatever its ecosystem: which version is taken, and the words of the step.
import { runtimeName } from '../ecosystems/index.js';
import {
  type Answer,
  type Change,
  type Outcome,
  type Proposal,
  type Assumption,
  type Evidence,
  type LockedPackage,
  type LockFile,
  lookupKey,
  type Answers,
  type PackageLookup,
  type Refusal,
  type RefusalCode,
  parseImageReference,
  type Stop,
  stop,
  isStop,
  refusalAt,
  nonEmpty,
} from '../model/index.js';

/** A version and what says so. */
export interface PackagePin {
  readonly name: string;
  readonly version: string;
  readonly by: 'lock' | 'index';
  readonly evidence: Evidence;
}

/** Why a package stays without a version. `about` tells problems apart that are told together. */
export interface PinProblem extends Stop {
  readonly name: string;
  readonly about: string;
}

/**
 * What the lock files say of a package: the first folder's that names it. `undefined` where none does.
 * @param folders lock files by folder, the nearest first.
 */
export function pinFromLock(
  folders: readonly (readonly LockFile[])[],
  ecosystem: LockFile['ecosystem'],
  name: string,
): PackagePin | PinProblem | undefined {
  for (const locks of folders) {
    const own = locks.filter((lock) => lock.ecosystem === ecosystem);
    const entries = own.flatMap((lock) => lock.packages.get(name) ?? []);
    const elsewhere = entries.find(({ origin }) => origin === 'elsewhere');
    if (elsewhere)
      return pinProblem(
        name,
        'conflicts',
        'elsewhere',
        `${elsewhere.from.file} takes ${name} from another place than an index; name that place on the line, or a version`,
      );
    const [first] = entries;
    if (first && entries.some(({ version }) => version !== first.version)) {
      const versions = [...new Set(entries.map((entry) => `${entry.version} (${entry.from.file})`))].join(' and ');
      return pinProblem(
        name,
        'ambiguous',
        'versions',
        `the lock files have ${name} in several versions, ${versions}; write the one that is meant`,
      );
    }
    if (first) return fromLock(name, first);
    const unread = own.find((lock) => lock.unread !== undefined);
    if (unread)
      return pinProblem(
        name,
        'needs-evidence',
        unread.file,
        `${unread.file} cannot be read: ${unread.unread}; write the version it has`,
      );
  }
  return undefined;
}

function fromLock(name: string, { version, from }: LockedPackage): PackagePin {
  return { name, version, by: 'lock', evidence: { says: `${name} ${version} in ${from.file}`, from } };
}

/** Why a package gets no version. */
export function pinProblem(name: string, code: RefusalCode, about: string, message: string): PinProblem {
  return { ...stop(code, message), name, about };
}

/**
 * What an index said. `undefined` where nobody asked.
 * @param shape what a version may look like: an index may send anything.
 */
export function pinFromAnswer(
  lookup: PackageLookup,
  answers: Answers,
  shape: RegExp,
  shown: string = lookup.name,
): PackagePin | PinProblem | undefined {
  const answer: Answer | undefined = answers.get(lookupKey(lookup));
  if (!answer) return undefined;
  if (answer.kind === 'none') return pinProblem(shown, 'no-answer', answer.why, answer.message);
  if (answer.kind !== 'package' || answer.version.length > 100 || !shape.test(answer.version))
    return pinProblem(shown, 'no-answer', 'shape', 'the index answered with something that is no version');
  const runtime = lookup.runtime === undefined ? '' : ` for ${runtimeName(lookup.ecosystem)} ${lookup.runtime}`;
  return {
    name: shown,
    version: answer.version,
    by: 'index',
    evidence: {
      says: `${shown} ${answer.version} is the newest${runtime}`,
      from: { kind: 'lookup', question: answer.from, answer: answer.version },
    },
  };
}

interface PackagePinWords {
  readonly title: string;
  readonly why: string;
  readonly assumption: Assumption;
}

const DRIFT =
  'Without a version every build installs what is newest on its day, so that two builds of one commit differ and a release of somebody else can break the image, or worse.';

/** How a step is worded. `what`: "Python packages", "npm packages"; `where`: " of requirements.txt". */
function packagePinWords(by: PackagePin['by'], what: string, where: string): PackagePinWords {
  if (by === 'lock')
    return {
      title: `Pin ${what}${where} to the versions of the lock file`,
      why: `${DRIFT} The lock file says which versions the project was developed with.`,
      assumption: {
        id: 'lock-file-is-current',
        believes: 'The program in the image works with the versions in the lock file',
        breaksIf: 'the lock file is out of date, or made for other requirements or another runtime than the image has',
        checkBy: 'build the image and run the tests in it',
      },
    };
  return {
    title: `Pin ${what}${where} to the newest versions`,
    why: `${DRIFT} A pin keeps fixes out until something moves it: let Renovate, Dependabot or a weekly run of harden do so.`,
    assumption: {
      id: 'newest-version-works',
      believes: 'The newest versions, which a build today would install, work for this program and with each other',
      breaksIf: 'another package asks for an older version, or the program was last built with one',
      checkBy: 'build the image and run the tests in it',
    },
  };
}

/** A place where packages are named, with what was found out about each. */
export interface PackagePlace {
  readonly step: Pick<Proposal, 'id' | 'anchor' | 'at'>;
  readonly touches: readonly string[];
  /** What shows that they have no version. */
  readonly seen: Evidence;
  /** " of requirements.txt"; empty for the line itself. */
  readonly where: string;
  readonly found: readonly { readonly pin: PackagePin | PinProblem | undefined; readonly change: Change | undefined }[];
}

/**
 * The steps and refusals of a transform that pins. Two steps for a place that takes versions from a lock file and from an
 * index: a reviewer believes different things. One refusal for each kind of problem, however many packages of a stage or
 * file have it.
 * @param what "Python packages", "gems".
 */
export function pinOutcome(places: readonly PackagePlace[], what: string): Outcome {
  const proposals: Proposal[] = [];
  const problems = new Map<string, { place: PackagePlace; list: PinProblem[] }>();
  for (const place of places) {
    for (const by of ['lock', 'index'] as const) proposals.push(...proposalFor(place, by, what));
    const key = `${place.step.anchor} ${place.where}`;
    const list = place.found.flatMap(({ pin }) => (isStop(pin) ? [pin] : []));
    const known = problems.get(key);
    if (known) known.list.push(...list);
    else problems.set(key, { place, list });
  }
  const refusals = [...problems.values()].flatMap(({ place, list }) => refusalsFor(place, list));
  return { proposals, refusals };
}

function proposalFor(place: PackagePlace, by: PackagePin['by'], what: string): Proposal[] {
  const evidence: Evidence[] = [];
  const found: Change[] = [];
  for (const { pin, change } of place.found) {
    if (!pin || !change || isStop(pin) || pin.by !== by) continue;
    evidence.push(pin.evidence);
    found.push(change);
  }
  const changes = nonEmpty(found);
  if (!changes) return [];
  const { title, why, assumption } = packagePinWords(by, what, place.where);
  return [
    {
      ...place.step,
      title,
      why,
      touches: place.touches,
      evidence: [place.seen, ...evidence],
      changes,
      safety: 'review',
      assumptions: [assumption],
    },
  ];
}

function refusalsFor({ step, where }: PackagePlace, problems: readonly PinProblem[]): Refusal[] {
  const kinds = new Map<string, PinProblem[]>();
  for (const each of problems) {
    const key = `${each.stop} ${each.about}`;
    const list = kinds.get(key);
    if (!list) kinds.set(key, [each]);
    else if (!list.some(({ name }) => name === each.name)) list.push(each);
  }
  return [...kinds.values()].map((list) => {
    const [first] = list;
    const names = list.map(({ name }) => name);
    const few = names.slice(0, 5).join(', ') + (names.length > 5 ? ', ...' : '');
    const who = names.length === 1 ? few : `${names.length} packages (${few})`;
    return refusalAt(step, stop(first!.stop, `${who}${where}: ${first!.message}`));
  });
}

/**
 * A reference that a pin has left with nothing but a digest, as it was: the answer that gave the digest names it. So the
 * question asked of the file as it was is the one asked of the file as it is.
 */
export function imageBeforePin(image: string, answers: Answers | undefined): string {
  const reference = parseImageReference(image);
  if (!answers || reference?.digest === undefined || reference.tag !== undefined) return image;
  for (const [key, answer] of answers) {
    if (answer.kind !== 'image' || answer.digest !== reference.digest || !key.startsWith('image ')) continue;
    const asked = parseImageReference(key.slice('image '.length));
    if (asked?.host === reference.host && asked.path === reference.path) return key.slice('image '.length);
  }
  return image;
}
