import {
  type Folder,
  parent,
  type Assumption,
  type Context,
  isStop,
  type Stop,
  stop,
  isWithin,
} from '../../src/model/index.js';
import { programIs } from '../../src/programs/index.js';
import {
  baseChain,
  normalisePath,
  buildStates,
  childStages,
  probableContexts,
  type DockerfileDoc,
  type Stage,
} from '../../src/dockerfile/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { imageSource, imageUses, lowPort, readerOf, type ImageUse } from '../../src/uses/index.js';
import { accountFor, type Account } from './account.js';
import { startsAsRoot } from './base.js';
import { isFilled, runsOf } from './brought.js';
import { buildAtStart, buildsAsUser, servesDevelopers, withWorkingDirectories } from './development.js';
import { editsFor, inOriginal, keptAsRoot } from './edits.js';
import { evidenceOf } from './evidence.js';
import { hostFiles } from './host-files.js';
import { moveOutOfHome, type Moved } from './home.js';
import { obstacleIn } from './obstacles.js';
import { followAccount } from './manifests.js';
import { placeOf } from './reasons.js';
import { withSeen } from './seen.js';
import { judgeMounts, needsRoot, portsOf, untriedEnvironment } from './running.js';
import { unreadAssumption, unreadProgram, unseenContext } from './unread.js';
import { writtenBy, type Written } from './written.js';
import { pathInRepository } from '../../src/runs/index.js';
import { rewriteDockerfile, startedImages, type DockerfileContext, type Rewrite } from '../../src/rewrites/index.js';

export const transform = rewriteDockerfile({
  meta: {
    id: 'add-app-user',
    title: 'Run the program as a user of its own',
    why: 'Whoever takes over the program is then nobody in the container: it cannot change the program, other files of the image, or what is mounted for root. Kubernetes can check the number.',
    summary: 'Gives the final stage an account with a fixed number, what the program writes, and USER.',
    target: 'dockerfile',
    // It ends the file: it reads what lies where once nobody moves it any more.
    phase: 'identity',
    after: ['use-run-time-base'],
    ceiling: 'unverified',
    rules: ['DS-0002', 'CKV_DOCKER_3', 'KICS Missing User Instruction', 'CIS 4.1', 'CIS-DI-0001', 'O2', 'HF1004'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/build/building/best-practices/#user',
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
      'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
    ],
  },
  on: startedImages,
  judge: ({ stage }, context) => judge(context.doc, stage, context),
});

function judge(doc: DockerfileDoc, stage: Stage, context: DockerfileContext): Rewrite | Stop | undefined {
  const chain = baseChain(stage).flatMap(({ instructions }) => instructions);
  const isStarted =
    chain.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT') ||
    (stage.rootImage !== undefined && imageProfile(stage.rootImage)?.starts !== undefined);
  const { user } = buildStates(doc)[stage.instructions.at(-1)!.index]!;
  const isUser = stage.instructions.at(-1)!.keyword === 'USER';
  if (isUser || (user !== undefined && !isRoot(user))) return undefined;
  if (user !== undefined)
    return stop(
      'needs-decision',
      `the last USER is ${user}, which somebody wrote; decide whether the program needs that`,
    );
  const root = startsAsRoot(stage, isStarted);
  if (root !== true) return root;
  const children = childStages(doc, stage);
  if (children.length > 0 && hasOtherUser(doc, stage, context))
    return stop('used-later', 'other stages build on this one as root; let the program run in a stage of its own');
  const [known, ...others] = probableContexts(doc, context);
  const folder = known ?? parent(doc.file);
  // The command may stand in Compose alone.
  if (!isStarted && !isStartedElsewhere(doc, stage, folder, context)) return undefined;
  const outcome = judgeProgram(doc, stage, folder, context);
  if (!outcome) return undefined;
  if ('inHome' in outcome) {
    if (children.length > 0) return outcome;
    const moved = moveOutOfHome(doc, stage, folder, context);
    return isStop(moved) ? moved : judgeProgram(moved.doc, moved.stage, folder, context, moved);
  }
  if (isStop(outcome)) return outcome;
  const isSeen = known !== undefined && others.length === 0;
  const assumptions = [...(outcome.assumptions ?? []), ...(isSeen ? [] : [unseenContext(doc)])];
  return { ...outcome, ...keptAsRoot(doc, children, outcome), assumptions };
}

/** A stage on top of this one gets a user itself, and accounts would be made twice. */
function hasOtherUser(doc: DockerfileDoc, stage: Stage, context: DockerfileContext): boolean {
  return startedImages(doc, context).some(({ stage: other }) => {
    if (other === stage || !baseChain(other).includes(stage)) return false;
    const { user } = buildStates(doc)[other.instructions.at(-1)!.index]!;
    if (other.instructions.at(-1)!.keyword === 'USER' || (user !== undefined && !isRoot(user))) return true;
    const verdict = judge(doc, other, context);
    return verdict !== undefined && !isStop(verdict);
  });
}

/** Services say what is started, all of them. */
function isStartedElsewhere(doc: DockerfileDoc, stage: Stage, folder: Folder, context: Context): boolean {
  const uses = imageUses(doc, stage, [folder], context);
  return uses.length > 0 && uses.every(({ program }) => program.started.length > 0);
}

function isRoot(user: string): boolean {
  return /^["']?(?:root|0+)["']?(?::|$)/.test(user);
}

/** @param moved the program was in the home directory of root: `doc` is the file in which it is elsewhere. */
function judgeProgram(
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  context: Context,
  moved?: Moved,
): Rewrite | Stop | undefined {
  const uses = imageUses(doc, stage, [folder], context).filter((use) => !isShell(use) && !decidesUser(use));
  if (uses.length === 0) return undefined;
  const source = imageSource(doc, stage, folder, uses, context);
  const { variables } = buildStates(doc)[stage.instructions.at(-1)!.index]!;
  const variable = (name: string): string | undefined => variables.get(name);
  const stands = needsRoot(uses, source, doc.file);
  if (stands) return stands;
  const unread = unreadProgram(uses, source, doc);
  if (isStop(unread)) return unread;
  const obstacle = obstacleIn(doc, stage, folder, context);
  if (obstacle) return obstacle;
  const building = buildAtStart(uses);
  const ports = portsOf(uses, source, stage.rootImage!, variable);
  // A port that is not written out is one it listens on.
  const listens =
    ports.length > 0 ||
    uses.some(servesDevelopers) ||
    // What stays up until it is stopped is no tool that somebody calls over files of his own.
    uses.some(({ program }) => programIs(program.started.at(-1)?.name, 'staysUp')) ||
    source.facts.listens.unread.some(({ says }) => says.startsWith('the port'));
  // What copies files out of the image and ends is such a tool, also as a service.
  const movesFiles = uses.every(({ program }) => programIs(program.started.at(-1)?.name, 'worksOnPaths'));
  if (!listens && (movesFiles || !uses.some(({ by }) => by !== 'dockerfile'))) {
    return stop(
      'needs-evidence',
      'nothing shows that it serves somebody; a tool that works on the files of its caller has to be whoever they belong to, so say with USER whom it runs as',
    );
  }
  const low = lowPort(ports, uses, folder, context);
  if (low && isStop(low)) return low;
  const read = writtenBy(doc, stage, folder, uses, source, context);
  const found = isStop(read) ? read : withSeen(doc, stage, uses, read, context);
  if (isStop(found)) return found;
  const written = building
    ? withWorkingDirectories(found, uses, (path) => isFilled(stage, runsOf(stage), path) !== false)
    : found;
  const { repository } = context.evidence;
  const mounts = judgeMounts(
    uses,
    volumesOf(stage),
    (path) => mayWrite(written, path),
    (path) => written.files.has(path) || pathInRepository(doc, stage, path, folder, repository) !== undefined,
    repository,
  );
  if (isStop(mounts)) return mounts;
  const account = accountFor(doc, stage, uses, mounts.writesOnHost !== undefined);
  if (isStop(account)) return account;
  const named = namesAccount(uses, account);
  if (named)
    return stop(
      'needs-decision',
      `${named.name} is started with ${account.name} among its words (${placeOf(named.from, doc.file)}), so it may give root up itself`,
    );
  const mounted = new Set(mounts.folders);
  const all = { ...written, folders: new Set([...written.folders, ...mounted]), mounted };
  const edits = editsFor(doc, stage, account, all, folder, context);
  if (isStop(edits)) return edits;
  const followed = followAccount(readerOf(doc, stage, folder, context), account);
  if (isStop(followed)) return followed;
  const assumptions = [
    NEEDS_NO_ROOT,
    ...(moved ? [moved.assumption] : []),
    ...unreadAssumption(written, doc),
    ...mounts.assumptions,
    ...(mounts.writesOnHost ? [hostFiles(account.user, mounts.writesOnHost === 'data', context)] : []),
    ...(low ? [low] : []),
    ...unread,
    ...(building ? [buildsAsUser(building, doc.file)] : []),
    ...untriedEnvironment(uses, doc.file, variable),
    ...(account.assumption ? [account.assumption] : []),
    ...followed.assumptions,
  ];
  return {
    edits: [...(moved ? inOriginal(moved, edits.changes) : edits.changes), ...followed.changes],
    touches: [...(moved?.touches ?? []), ...edits.touches, ...followed.touches],
    evidence: [
      ...evidenceOf(doc, stage, uses, { account, written, ports, isRead: unread.length === 0, moved }),
      ...followed.evidence,
    ],
    assumptions,
  };
}

/** It names root, or somebody whose number is not known here: USER does not reach it. */
function decidesUser({ user }: ImageUse): boolean {
  return user !== undefined && !/^[1-9]\d*(?::|$)/.test(user);
}

/** A shell that somebody starts to look around, or a container that only waits for one. */
function isShell({ program }: ImageUse): boolean {
  return (
    program.unread.length === 0 &&
    program.started.every(
      ({ name, words }) => (programIs(name, 'shell') && words.length === 1) || programIs(name, 'idles'),
    )
  );
}

function volumesOf(stage: Stage): string[] {
  return baseChain(stage).flatMap(({ instructions }) =>
    instructions.flatMap((each) =>
      each.keyword === 'VOLUME'
        ? // Docker takes a relative one from the root of the image, whatever WORKDIR says.
          (each.execForm ?? each.words().map(({ text }) => text))
            .filter((path) => !path.includes('$'))
            .map((path) => normalisePath(path.startsWith('/') ? path : `/${path}`))
        : [],
    ),
  );
}

function mayWrite({ folders, own }: Written, path: string): boolean {
  return [...folders, ...own.keys()].some((each) => isWithin(each, path) || isWithin(path, each));
}

function namesAccount(
  uses: readonly ImageUse[],
  { name, made }: Account,
): ImageUse['program']['started'][number] | undefined {
  if (!made) return undefined;
  return uses
    .flatMap(({ program }) => program.started)
    .find(({ words }) => words.slice(1).some((word) => word.split(/[=:]/).includes(name)));
}

const NEEDS_NO_ROOT: Assumption = {
  id: 'needs-no-root',
  believes:
    'Nothing that runs in the container needs root, and its files are not closed to others where they are checked out',
  breaksIf:
    'a library writes beside its code, it is given a port below 1024 when it starts, or a umask of 077 closes the files: "permission denied"',
  checkBy: 'run the image, use what it offers once, start it a second time with its volumes, and stop it',
};
