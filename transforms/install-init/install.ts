import { isStop, stop, type Edit, type Evidence, type Stop } from '../../src/model/index.js';
import {
  addToList,
  anchorOf,
  buildStates,
  hasPosixShell,
  inCaseOf,
  insertBeforeWord,
  insertLinesBelow,
  instructionPlace,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import {
  archivedRelease,
  endOfLife,
  imageProfile,
  packagedInit,
  type ImageProfile,
  type PackagedInit,
} from '../../src/knowledge/index.js';
import type { DockerfileContext } from '../../src/rewrites/index.js';
import { hasOption, installCommandFor, packageCommands, type PackageCommand } from '../../src/runs/index.js';
import type { ShellWord } from '../../src/shell/index.js';

/** How the init comes into the image. */
export interface Install {
  readonly path: string;
  readonly edits: readonly Edit[];
  readonly touches: readonly string[];
  readonly evidence: Evidence;
}

/** The package joins an install of the stage, or has a RUN of its own right above all else. */
export function installOf(stage: Stage, { doc }: DockerfileContext): Install | Stop {
  const image = stage.rootImage;
  const profile = image === undefined ? undefined : imageProfile(image);
  const init = profile && packagedInit(profile);
  if (image === undefined || !profile || !init) return noPackage(image, profile);
  const entry = `${init.package} of ${profile.family}`;
  const evidence: Evidence = {
    says: `the package ${init.package} brings ${init.path}`,
    from: { kind: 'knowledge', entry, source: init.source },
  };
  const joined = installsHere(doc, stage, profile)[0];
  if (joined) {
    const { instruction, packages } = joined;
    return {
      path: init.path,
      edits: [addInOrder(doc, instruction, packages, init.package)],
      touches: [instructionPlace(doc, instruction)],
      evidence,
    };
  }
  const own = ownRun(doc, stage, profile, init);
  if (isStop(own)) return own;
  const anchor = anchorOf(doc, stage.instruction);
  return { path: init.path, edits: [own], touches: [`${anchor}.run`, `${anchor}.order`], evidence };
}

function noPackage(image: string | undefined, profile: ImageProfile | undefined): Stop {
  if (!profile?.family)
    return stop(
      'unknown-base',
      `what ${image ?? 'the base image'} is made of is not known; if it has no init, copy one in`,
    );
  return stop(
    'needs-decision',
    `${image} has no package with an init${profile.release === undefined ? '' : ` in its release ${profile.release}`}; copy one from another image, or handle SIGTERM in the program`,
  );
}

interface Joinable {
  readonly instruction: Instruction;
  readonly packages: readonly ShellWord[];
}

/** Installs of the stage that one more package can join: as root, whatever happens, by name alone. */
function installsHere(doc: DockerfileDoc, stage: Stage, profile: ImageProfile): Joinable[] {
  return stage.instructions.flatMap((instruction) => {
    if (instruction.keyword !== 'RUN' || !instruction.shell.ok || !isRoot(doc, instruction, profile)) return [];
    const calls = packageCommands(instruction);
    const updates = profile.family === 'alpine' || calls.some(({ action }) => action === 'update');
    if (!updates || calls.some((call) => call.action === 'remove' && call.verb !== 'autoremove')) return [];
    const call = calls.find((each) => isPlainInstall(each, profile));
    return call ? [{ instruction, packages: call.packages }] : [];
  });
}

/** `apt-get install -y curl`: no virtual package, no other source, no version. */
function isPlainInstall(call: PackageCommand, { family }: ImageProfile): boolean {
  const isOwn = family === 'alpine' ? call.manager === 'apk' : call.manager === 'apt-get' || call.manager === 'apt';
  if (!isOwn || call.action !== 'install' || call.verb === 'build-dep' || call.packages.length === 0) return false;
  if (call.command.place !== 'chain' || call.command.redirected) return false;
  if (hasOption(call, '-t', '--virtual', '--target-release', '--default-release', '-X', '--repository', '-o'))
    return false;
  return call.packages.every(({ value }) => value !== undefined && /^[a-z0-9][a-z0-9+.-]*$/.test(value));
}

/** In its place of a sorted list, else behind the last. */
function addInOrder(doc: DockerfileDoc, instruction: Instruction, packages: readonly ShellWord[], name: string): Edit {
  const names = packages.map(({ value }) => value ?? '');
  const isSorted = names.length > 1 && names.every((each, at) => at === 0 || names[at - 1]! <= each);
  const next = isSorted ? packages.find(({ value }) => (value ?? '') > name) : undefined;
  if (!next) return addToList(doc, instruction, packages, [name]);
  const start = instruction.shellSource.toSource(next.start);
  const before = doc.text.slice(doc.lines.startOf(doc.lines.lineAt(start)), start);
  return insertBeforeWord(
    doc,
    instruction,
    next,
    before.trim() === '' ? `${name} ${doc.escape}${doc.eol}${before}` : `${name} `,
  );
}

function ownRun(doc: DockerfileDoc, stage: Stage, profile: ImageProfile, init: PackagedInit): Edit | Stop {
  const image = stage.rootImage!;
  if (!isRoot(doc, stage.instruction, profile) || !hasPosixShell(doc, stage.instruction))
    return stop(
      'needs-decision',
      `the stage does not begin as root with a shell, so that it cannot install ${init.package} there; install it where it can`,
    );
  // Packages of a release that the mirrors have dropped come from where the file says, and it says nothing.
  if (archivedRelease(image) || (profile.release === undefined && endOfLife(image)))
    return stop(
      'needs-decision',
      `${image} stands on a release that is no longer maintained, so that installing ${init.package} may fail; move to one that is`,
    );
  const line = `${inCaseOf(stage, 'RUN')} ${installCommandFor([init.package], profile.family)}`;
  return insertLinesBelow(doc, stage.instruction, [line]);
}

/** As whom the line runs: of a file that names nobody, whoever the image has. */
function isRoot(doc: DockerfileDoc, instruction: Instruction, { defaultUser }: ImageProfile): boolean {
  const user = buildStates(doc)[instruction.index]!.user ?? defaultUser;
  return user !== undefined && /^(?:root|0+)(?::|$)/.test(user);
}
