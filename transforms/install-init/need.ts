import { baseName, child, stop, type Evidence, type Folder, type NonEmpty, type Stop } from '../../src/model/index.js';
import {
  absoluteIn,
  baseChain,
  probableContexts,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { handlesStopWith } from '../../src/ecosystems/index.js';
import { imageProfile } from '../../src/knowledge/index.js';
import { programIs } from '../../src/programs/index.js';
import type { DockerfileContext } from '../../src/rewrites/index.js';
import { fileInImage, firstProcess, instructionEvidence, type FirstProcess } from '../../src/runs/index.js';
import { imageSource, imageUses, type ImageUse } from '../../src/uses/index.js';

/** An image whose program a stop does not end. */
export interface Ignoring {
  /** ENTRYPOINT in exec form, or CMD where there is no ENTRYPOINT. */
  readonly start: Instruction;
  /** An entry point of the base image goes. */
  readonly replacesEntrypoint: boolean;
  readonly evidence: NonEmpty<Evidence>;
}

/** `undefined` where the program handles the signal, may, or is not process 1. */
export function ignoresStop(stage: Stage, context: DockerfileContext): Ignoring | Stop | undefined {
  const { doc } = context;
  const start = startLine(stage);
  const contexts = probableContexts(doc, context);
  const folder = contexts.length === 1 ? contexts[0] : undefined;
  if (!start || folder === undefined || baseChain(stage).some(isMoreThanAProgram)) return undefined;
  const uses = imageUses(doc, stage, [folder], context);
  const own = uses.find(({ by }) => by === 'dockerfile');
  const first = own && ignoring(own, doc, stage, folder, context);
  if (!own || !first || !staysUp(stage, own, uses)) return undefined;
  // Compose builds another stage of the file: this one is for whoever works on it.
  const isBuilt = context.group.links.some(({ dockerfile }) => dockerfile === doc.file);
  if (isBuilt && !uses.some(({ by }) => by !== 'dockerfile')) return undefined;
  const reached = whoStarts(uses, first);
  if (reached !== 'image') return reached;
  const entry = baseEntrypoint(stage, start);
  if (entry === 'unknown')
    return stop(
      'unknown-base',
      `whether ${stage.rootImage ?? 'the base image'} has an entry point is not known, and an init would take its place; write ENTRYPOINT with both`,
    );
  const evidence = sourceSays(doc, stage, folder, uses, first, context);
  if (!evidence) return undefined;
  const says = `${first.program} is the first process, and sets no handler for SIGTERM unless the program does`;
  return {
    start,
    replacesEntrypoint: entry === 'starts',
    evidence: [instructionEvidence(doc, start, says), evidence],
  };
}

/** The line that the init stands in or above. */
function startLine({ instructions }: Stage): Instruction | undefined {
  const entrypoint = instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT');
  const command = instructions.findLast(({ keyword }) => keyword === 'CMD');
  if (!entrypoint) return command;
  return entrypoint.execForm?.length && /^\[\s{0,20}"/.test(entrypoint.args) ? entrypoint : undefined;
}

/** It is built on, or by others, in ways that decide what is started; or it brings an init. */
function isMoreThanAProgram({ instructions }: Stage): boolean {
  return instructions.some(
    ({ keyword, args }) =>
      keyword === 'ONBUILD' ||
      keyword === 'STOPSIGNAL' ||
      /s6-overlay/.test(args) ||
      args.split(/[\s"'=,;/]+/).some((word) => programIs(word, 'init')),
  );
}

function ignoring(
  own: ImageUse,
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  { evidence }: DockerfileContext,
): FirstProcess | undefined {
  const read = (path: string) => {
    const absolute = absoluteIn(path, own.directory ?? '/');
    const found = absolute === undefined ? undefined : fileInImage(doc, stage, absolute, folder, evidence.repository);
    return found && { path: found.file, text: found.text };
  };
  const first = firstProcess(own.starts, read);
  if (first?.kind !== 'program' || programIs(first.program, 'relaysSignals') || handlesStopWith(first.words))
    return undefined;
  const script = first.words.slice(1).find((word) => !word.startsWith('-'));
  if (first.words[1] === '-m') return first;
  return script === undefined || isOwn(script, read, folder, evidence.repository) ? first : undefined;
}

/** A file of the repository, or what a build makes of one; a framework's own server handles signals. */
function isOwn(
  script: string,
  read: (path: string) => unknown,
  folder: Folder,
  repository: DockerfileContext['evidence']['repository'],
): boolean {
  if (!/[./]/.test(script)) return true;
  if (/(?:^|\/)(?:node_modules|\.[\w-]+)\//.test(script)) return false;
  if (read(script) !== undefined) return true;
  const made = BUILT.exec(script)?.[1];
  const source = made === undefined ? folder : child(folder, 'src');
  const name = baseName(made ?? script).replace(/\.\w+$/, '');
  return repository.list(source).some((each) => each.startsWith(`${name}.`));
}

const BUILT = /(?:^|\/)(?:dist|build|lib|out)\/(.{1,300})$/;

/** It serves, or a cluster keeps it up. */
function staysUp(stage: Stage, own: ImageUse, uses: readonly ImageUse[]): boolean {
  if (own.ports.length > 0 || own.program.listens.length > 0) return true;
  if (uses.some(({ by, name }) => by === 'kubernetes' && !/^(?:Cron)?Job\//.test(name))) return true;
  return baseChain(stage).some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'HEALTHCHECK'));
}

/** Who starts the image without an init of its own; `undefined` where nobody does. */
function whoStarts(uses: readonly ImageUse[], first: FirstProcess): 'image' | Stop | undefined {
  const others = uses.filter(({ by, ownEntrypoint }) => by !== 'dockerfile' && !ownEntrypoint);
  const inCluster = others.filter(({ by, belowInit }) => by === 'kubernetes' && !belowInit);
  // Compose starts an init where it is told to, without a package in the image.
  if (uses.some(({ by }) => by !== 'dockerfile') && inCluster.length === 0) return undefined;
  const below = others.find(({ by, belowInit }) => by === 'compose' && belowInit);
  if (below)
    return stop(
      'conflicts',
      `${below.name} sets init: true, and ${inCluster[0]?.name ?? 'the image'} has none; a second init would say in every start that it is not process 1: drop the line there, then one in the image serves both`,
    );
  // Words that the base image's own entry point makes a command of.
  const odd = others.some(({ starts }) => /^-|^[^/]*\.\w+$/.test(starts[0] ?? ''));
  return odd || first.words.length === 0 ? undefined : 'image';
}

function baseEntrypoint(stage: Stage, start: Instruction): 'none' | 'starts' | 'unknown' {
  if (start.keyword === 'ENTRYPOINT') return 'none';
  const below = baseChain(stage).some(({ instructions }) =>
    instructions.some(({ keyword }) => keyword === 'ENTRYPOINT'),
  );
  const profile = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage);
  if (below) return 'unknown';
  if (profile?.setsEntrypoint === false) return 'none';
  // Entry points of the images of languages run the program that they are given.
  return profile?.language !== undefined && profile.setsEntrypoint === true ? 'starts' : 'unknown';
}

/** All of its source was read, and none of it handles the signal. */
function sourceSays(
  doc: DockerfileDoc,
  stage: Stage,
  folder: Folder,
  uses: readonly ImageUse[],
  { program }: FirstProcess,
  context: DockerfileContext,
): Evidence | undefined {
  const { facts } = imageSource(doc, stage, folder, uses, context);
  if (facts.files === 0 || facts.missing !== undefined || facts.signals.length > 0) return undefined;
  const files = facts.files === 1 ? 'the file' : `the ${facts.files} files`;
  return {
    says: `${files} of the repository that ${program} may run name no signal and no server that handles one`,
    from: { kind: 'source', file: doc.file },
  };
}
