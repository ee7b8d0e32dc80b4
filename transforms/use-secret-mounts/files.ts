// Files with credentials that are copied so that an install can read them: mounted as secrets instead.
import {
  type Assumption,
  baseName,
  type Context,
  type Folder,
  isStop,
  parent,
  stop,
  type Stop,
} from '../../src/model/index.js';
import {
  buildContexts,
  contextPath,
  copiesFromContext,
  copyArguments,
  isWindows,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import type { DockerfileContext, DockerfileVerdict } from '../../src/rewrites/index.js';
import {
  type CredentialCopy,
  credentialCopies,
  instructionEvidence,
  isSshKey,
  mayFetch,
} from '../../src/runs/index.js';
import { commandName } from '../../src/shell/index.js';
import { programIs } from '../../src/programs/index.js';
import { withoutCopies } from './file-edits.js';
import { fileGivers, pagesThatBuild } from './file-givers.js';
import { ignoreVerdict, leftOut } from './ignored.js';
import type { Wanted } from './lines.js';
import { readingsOf, secretName, type Readings } from './reading.js';
import { standingOf, type Brings } from './standing.js';

/** A file with credentials, and what brings it. */
export interface FileTarget extends CredentialCopy {
  readonly instruction: Instruction;
  readonly folder: Folder;
  readonly brings: readonly Brings[];
  readonly readings: Readings;
}

type Found = FileTarget | Required<Stop<Instruction>>;

/** The files of a Dockerfile, in the order in which it copies them; keys of SSH with what is to be done about them. */
export function fileTargets(doc: DockerfileDoc, context: Context): Found[] {
  if (copiesFromContext(doc).length === 0) return [];
  const { repository } = context.evidence;
  const [folder = parent(doc.file), ...others] = buildContexts(doc, context);
  if (others.length > 0) return [];
  const copies = credentialCopies(doc, folder, repository);
  return [...keysOf(doc, folder, context), ...copies.flatMap((copy) => targetOf(doc, copy, folder, context) ?? [])];
}

function targetOf(doc: DockerfileDoc, copy: CredentialCopy, folder: Folder, context: Context): Found | undefined {
  const { path, holds } = copy;
  const { repository } = context.evidence;
  if (ignoreVerdict(doc, path, folder, context) === 'left-out' || doc.instructions.some(isOnBuild)) return undefined;
  const standing = standingOf(doc, path, folder, repository);
  if (isStop(standing)) return holds === 'written' ? { ...standing, at: standing.at! } : undefined;
  const { brings } = standing;
  const instruction = brings[0]?.instruction;
  if (!instruction) return undefined;
  const readings = readingsOf({ doc, copy, repository }, standing);
  if (isStop(readings)) return holds === 'written' ? { ...readings, at: readings.at ?? instruction } : undefined;
  // Whoever takes the file away again takes it for a secret.
  const isRemoved = readings.tidies.some(({ command }) => commandName(command) === 'rm');
  if (holds !== 'written' && (!isRemoved || isGiven(doc, copy.names))) return undefined;
  if (readings.reads.length === 0)
    return brings.some(({ isNamed }) => isNamed) && holds === 'written'
      ? stop(
          'needs-evidence',
          `no RUN here is seen to call what reads ${baseName(path)}, which holds a credential; mount it as a secret where it is read, and leave the copy out`,
          instruction,
        )
      : undefined;
  return { ...copy, instruction, folder, brings, readings };
}

function isOnBuild({ keyword }: Instruction): boolean {
  return keyword === 'ONBUILD';
}

/** True where the Dockerfile names a variable that stands in the place of a credential: it is the secret then, and not the file. */
function isGiven(doc: DockerfileDoc, names: readonly string[]): boolean {
  return names.some((name) => doc.text.includes(name));
}

/** Keys of SSH that are copied where something is fetched with them. */
function keysOf(
  doc: DockerfileDoc,
  folder: Folder,
  { evidence: { repository } }: Context,
): Required<Stop<Instruction>>[] {
  return copiesFromContext(doc).flatMap((instruction) => {
    const { sources = [], destination = '' } = copyArguments(instruction) ?? {};
    const key = sources.find((source) => {
      const path = /[*?[$]/.test(source) ? undefined : contextPath(folder, source);
      return path !== undefined && path !== '' && isSshKey(path, destination, repository);
    });
    if (key === undefined || isWindows(doc, instruction)) return [];
    const fetches = doc.instructions.find(
      (run) =>
        run.keyword === 'RUN' && run.index > instruction.index && run.stage === instruction.stage && isFetching(run),
    );
    if (!fetches) return [];
    return [
      stop(
        'needs-decision',
        `${baseName(key)} is a private key that stays in a layer; where only line ${fetches.lineMark} needs it, write RUN --mount=type=ssh there, leave the copy out, and build with --ssh default, which lends the agent of whoever builds; what the container itself logs in with is mounted when it starts`,
        instruction,
      ),
    ];
  });
}

function isFetching(run: Instruction): boolean {
  return run.shell.commands.some((command) => {
    const name = commandName(command);
    const [, verb = ''] = command.words.map(({ raw }) => raw);
    if (programIs(name, 'fetchesSources')) return name !== 'git' || /^(?:clone|fetch|pull|submodule)$/.test(verb);
    return name !== undefined && mayFetch(name) && verb !== 'run';
  });
}

/** What changes: the Dockerfile, who builds it, and the build context where a whole folder is copied. */
export function judgeFile(target: FileTarget, { doc, ...context }: DockerfileContext): DockerfileVerdict {
  const { path, folder, brings, readings } = target;
  const name = baseName(path);
  const stages = [...new Set(readings.reads.map(({ run }) => doc.stages[run.stage]!))];
  const wanted: Wanted = { doc, file: path, secret: secretName(path), folder, stages };
  const own = withoutCopies(
    doc,
    wanted.secret,
    brings.filter(({ isNamed }) => isNamed),
    readings,
  );
  if (isStop(own)) return own;
  const ignored = brings.every(({ isNamed }) => isNamed) ? undefined : leftOut(doc, path, folder, context);
  if (isStop(ignored)) return ignored;
  const givers = fileGivers(wanted, context);
  if (isStop(givers)) return givers;
  return {
    title: `Hand ${name} to the build as a secret`,
    why: 'A file that is copied stays in a layer, also where a later RUN removes it: everybody who has the image can read the credentials in it. A secret is there while its RUN runs, and in no layer.',
    edits: [...own.edits, ...(ignored ? [ignored] : []), ...givers.flatMap(({ edits }) => edits)],
    touches: [...own.touches, ...givers.flatMap(({ touches }) => touches)],
    evidence: [
      ...(target.holds === 'written' ? [holdsEvidence(target)] : []),
      instructionEvidence(doc, target.instruction, `the image gets ${name}`),
      ...readings.reads.map(({ run }) => instructionEvidence(doc, run, `the RUN reads ${name}`)),
      ...givers.map(({ evidence }) => evidence),
    ],
    assumptions: [
      BUILDKIT,
      ...(target.holds === 'written' ? [] : [isSecret(name)]),
      onlyThese(name),
      callers(wanted, pagesThatBuild(wanted, context)),
    ],
  };
}

/** That it does, and nothing of what it is. */
function holdsEvidence({ path }: FileTarget) {
  return { says: `${path} holds a credential`, from: { kind: 'source', file: path } as const };
}

export const BUILDKIT: Assumption = {
  id: 'built-with-buildkit',
  believes:
    'The image is built with BuildKit, as Docker has done by itself since version 23, and where Compose builds it with Compose 2.6 or newer',
  breaksIf: 'an older builder stops at RUN --mount, or docker-compose 1 at secrets below build',
  checkBy: 'build the image where it is usually built',
};

function isSecret(name: string): Assumption {
  return {
    id: 'holds-a-credential',
    believes: `${name} holds a credential when the image is built, as a file that is removed behind the install does`,
    breaksIf: 'it holds none: the mount is of no use, and does no harm',
    checkBy: `look into ${name} where the image is built`,
  };
}

function onlyThese(name: string): Assumption {
  return {
    id: 'others-do-not-read-it',
    believes: `Nothing but the RUNs that get it reads ${name}, neither another RUN nor the program`,
    breaksIf: 'a script or a makefile that a RUN calls does, or the container does when it starts: it finds no file',
    checkBy: `search the scripts of the build for ${name} and for what reads it, build the image without cache, and start it`,
  };
}

function callers({ secret, file }: Wanted, pages: readonly string[]): Assumption {
  const told = pages.length > 0 ? `, as ${pages.join(' and ')} tells them` : '';
  return {
    id: 'callers-give-the-secret',
    believes: 'Nobody else builds the image',
    breaksIf: `somebody does by hand or in another system${told}: the build stops, since the RUN asks for a secret that it is not given`,
    checkBy: `let them build with --secret id=${secret},src=${file}, and make new credentials, since the old ones stand in images that were pushed and perhaps in git`,
  };
}
