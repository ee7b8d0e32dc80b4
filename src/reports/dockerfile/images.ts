// Base images: which one, how exactly named, still maintained.
import { factOf, parseImageReference, type ImageReference } from '../../model/index.js';
import { nearNames, stageByReference, type DockerfileDoc, type Instruction } from '../../dockerfile/index.js';
import { defineReport, findingOn, listNames, shorten, type DockerfileReport, type Found } from './define.js';
import { staleImage } from '../stale-image.js';
import { factsOf } from './facts.js';

interface UsedImage {
  readonly text: string;
  readonly reference: ImageReference;
  readonly instruction: Instruction;
}

/** The images a file pulls, each once: bases, and images that COPY takes from. ARG defaults filled in. */
function imagesOf(doc: DockerfileDoc): readonly UsedImage[] {
  return factOf(doc, readImages);
}

function readImages(doc: DockerfileDoc): readonly UsedImage[] {
  const images = new Map<string, UsedImage>();
  function add(text: string | undefined, instruction: Instruction): void {
    if (text === undefined || text === 'scratch' || images.has(text)) return;
    const reference = parseImageReference(text);
    if (reference) images.set(text, { text, reference, instruction });
  }
  for (const stage of doc.stages) if (!stage.base) add(stage.rootImage, stage.instruction);
  for (const instruction of factsOf(doc).of('COPY')) {
    const from = instruction.flag('from')?.value;
    // A bare word may be a stage of another name or a named build context.
    if (from === undefined || !/[/:@]/.test(from)) continue;
    if (!stageByReference(doc, from, instruction.stage)) add(from, instruction);
  }
  return [...images.values()];
}

/** Makers who publish one rolling tag, so that there is no version to ask for. */
function rollsOnly({ host, path }: ImageReference): boolean {
  return (host === 'gcr.io' && path.startsWith('distroless/')) || host === 'cgr.dev' || path.startsWith('chainguard/');
}

function unversioned(reference: ImageReference): 'untagged' | 'latest' | undefined {
  if (reference.digest !== undefined || rollsOnly(reference)) return undefined;
  if (reference.tag === undefined) return 'untagged';
  return reference.tag === 'latest' ? 'latest' : undefined;
}

function perImage(doc: DockerfileDoc, say: (image: UsedImage) => string | undefined): Found[] {
  const all: Found[] = [];
  for (const image of imagesOf(doc)) {
    const message = say(image);
    if (message !== undefined) all.push(findingOn(doc, image.instruction, message));
  }
  return all;
}

/** Global without an ARG line. Source: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
const PLATFORM_ARGS = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$|^TARGETSTAGE$|^BUILDKIT_/;

export const imageReports: readonly DockerfileReport[] = [
  defineReport({
    id: 'untagged-image',
    rule: 'base-image-without-tag',
    rules: ['DL3006', 'CKV_DOCKER_7'],
    summary: 'An image without a tag, which means latest.',
    find: (doc) =>
      perImage(doc, ({ text, reference }) =>
        unversioned(reference) === 'untagged'
          ? `${shorten(text)} has no tag, so it is whatever latest stands for that day`
          : undefined,
      ),
  }),
  defineReport({
    id: 'latest-image',
    rule: 'base-image-tagged-latest',
    rules: ['DL3007', 'DKL-DI-0006'],
    summary: 'An image by the tag latest.',
    find: (doc) =>
      perImage(doc, ({ text, reference }) =>
        unversioned(reference) === 'latest'
          ? `${shorten(text)} names no version: it is whatever was published last`
          : undefined,
      ),
  }),
  defineReport({
    id: 'image-without-digest',
    rule: 'base-image-not-pinned',
    rules: ['ORW FindUnpinned', 'Scorecard'],
    summary: 'Images that have a tag and no digest, one note a file.',
    find(doc) {
      const loose = imagesOf(doc).filter(({ reference }) => reference.digest === undefined && !unversioned(reference));
      if (loose.length === 0) return [];
      const names = listNames(loose.map(({ text }) => text));
      return [findingOn(doc, loose[0]!.instruction, `not pinned by digest: ${names}`)];
    },
  }),
  defineReport({
    id: 'registry-not-allowed',
    rule: 'image-from-untrusted-registry',
    rules: ['DL3026', 'CIS 4.2'],
    summary: 'An image from a registry that the configuration does not allow.',
    find(doc, { options }) {
      const { allows } = options;
      if (typeof allows !== 'function') return [];
      return perImage(doc, ({ text, reference }) =>
        allows(reference.host, reference.path) === true
          ? undefined
          : `${shorten(text)} comes from ${shorten(reference.host)}, which allowed-registries does not name`,
      );
    },
  }),
  defineReport({
    id: 'base-image-end-of-life',
    rule: 'base-image-past-end-of-life',
    rules: ['ORW FindEndOfLife', 'DD077'],
    summary: 'A base image whose release gets no fixes any more.',
    find: (doc) => perImage(doc, ({ text }) => staleImage(text)),
  }),
  defineReport({
    id: 'constant-platform',
    rule: 'platform-constant-in-from',
    rules: ['DL3029', 'BK FromPlatformFlagConstDisallowed'],
    summary: 'FROM with a fixed --platform.',
    find(doc) {
      const all: Found[] = [];
      for (const { from, instruction } of doc.stages) {
        if (from.platform === undefined || from.platform.includes('$') || /^["']?windows/i.test(from.platform))
          continue;
        all.push(
          findingOn(doc, instruction, `always built for ${shorten(from.platform, 30)}, whatever platform is asked for`),
        );
      }
      return all;
    },
  }),
  defineReport({
    id: 'undeclared-arg-in-from',
    rule: 'arg-in-from-unusable',
    rules: ['BK UndefinedArgInFrom'],
    summary: 'A variable in FROM that no ARG above the first FROM declares.',
    find(doc) {
      const all: Found[] = [];
      for (const { from, instruction } of doc.stages) {
        for (const match of `${from.platform ?? ''} ${from.image}`.matchAll(
          /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g,
        )) {
          const name = (match[1] ?? match[2])!;
          if (doc.metaArgs.has(name) || PLATFORM_ARGS.test(name)) continue;
          // A misspelt one is mended, or refused, by the transform for it.
          if (nearNames(name, doc.metaArgs.keys()).length > 0) continue;
          all.push(
            findingOn(
              doc,
              instruction,
              `$${shorten(name)} is not declared by an ARG above the first FROM, so it is empty here`,
            ),
          );
          break;
        }
      }
      return all;
    },
  }),
];
