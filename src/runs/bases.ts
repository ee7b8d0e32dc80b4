// The image of the run-time stage, where it is the same or its slim variant.
import { lookupKey, type Assumption, type Evidence, type Lookup, type Stop, isStop, stop } from '../model/index.js';
import {
  isOnRecentDebian,
  needsManualFolder,
  runtimeLibraries,
  slimVariant,
  type BaseVariant,
} from '../knowledge/index.js';
import type { Instruction } from '../dockerfile/index.js';
import { installCalls } from './build-packages.js';
import type { Site } from './site.js';

/** The image the run-time stage starts from. */
export interface RunBase {
  /** As it stands in FROM. */
  readonly image: string;
  /** Commands that the present image has and this one has not. */
  readonly lacks: readonly string[];
  /** The release of Debian of both images, where the tag does not say it. */
  readonly release?: string;
  /** What says that it is of the same family and release. */
  readonly evidence: readonly Evidence[];
  /** What is believed of it, where it is not known to run what the present image does. */
  readonly assumption?: Assumption;
}

/** What has to be asked where the image is pinned: the slim one is pinned as well, or not taken. */
export function slimQuestion(image: string): Lookup[] {
  const slim = variantOf(image);
  return slim && isPinned(image) ? [{ kind: 'image', image: slim.image }] : [];
}

/** The slim variant of the stage's image; the same image where it has none, being slim already. */
export function chooseSlimBase(site: Site): RunBase | Stop<Instruction> {
  const { stage, image, profile } = site;
  const slim = variantOf(image);
  if (!slim) return { image: stage.from.image, lacks: [], evidence: [] };
  if (stage.from.image.includes('$'))
    return stop(
      'contains-variable',
      'a build argument stands in the tag, so whether it has a slim variant depends on its value; write the tag, or a run-time stage with -slim behind the variable',
      stage.instruction,
    );
  const pinned = asPinned(site, slim.image);
  if (isStop(pinned)) return pinned;
  const says: Evidence = {
    says: `${slim.image} has the same program on the same release of ${profile?.family ?? 'the distribution'}`,
    from: { kind: 'knowledge', entry: slim.image, source: slim.source },
  };
  return { image: pinned.image, lacks: slim.lacks, evidence: [says] };
}

/** An image as it is written beside that of the stage: by its digest where that one is pinned. */
export function asPinned(
  { image, stage, context }: Site,
  wanted: string,
): { readonly image: string } | Stop<Instruction> {
  if (!isPinned(image)) return { image: wanted };
  const answer = context.answers.get(lookupKey({ kind: 'image', image: wanted }));
  if (answer?.kind === 'image') return { image: `${wanted}@${answer.digest}` };
  return stop(
    'no-answer',
    `the image is pinned by digest, and its registry did not say the digest of ${wanted}; run without --offline, or write the run-time stage by hand`,
    stage.instruction,
  );
}

/** What makes the folders of the manual, which slim images of Debian have not and some packages need to be installed. */
export const MANUAL_FOLDERS = 'mkdir -p /usr/share/man/man1 /usr/share/man/man7';

/** The first package of the file that is not installed where the folder of the manual is missing. */
export function findManualFolderNeed({
  runs,
  doc,
}: Site): { readonly name: string; readonly at: Instruction } | undefined {
  if (doc.text.includes('/usr/share/man/man')) return undefined;
  for (const { instruction } of runs) {
    const name = installCalls(instruction)
      .flatMap(({ packages }) => packages.map((each) => each.name))
      .find(needsManualFolder);
    if (name !== undefined) return { name, at: instruction };
  }
  return undefined;
}

function variantOf(image: string): BaseVariant | undefined {
  return slimVariant(image.split('@', 1)[0]!);
}

function isPinned(image: string): boolean {
  return image.includes('@');
}

/** The libraries of a development package that the full image has; `undefined` where their names are not certain. */
export function librariesFor({ profile, image }: Site, dev: string): readonly string[] | undefined {
  const release = profile?.release;
  return release === undefined && !isOnRecentDebian(image) ? undefined : runtimeLibraries(dev, release);
}
