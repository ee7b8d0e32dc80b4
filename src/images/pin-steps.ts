// From images in a file to steps and refusals: the same for Dockerfiles, Compose files and manifests.
import {
  lookupKey,
  withAssumptions,
  type Answer,
  type Answers,
  type Assumption,
  type Change,
  type Context,
  type GroupContext,
  type ImageAnswer,
  type Lookup,
  type Outcome,
  type Proposal,
  type Refusal,
  type Source,
  type Transform,
  type TransformMeta,
  parseImageReference,
  type NonEmpty,
  type Stop,
  stop,
  isStop,
  refusalAt,
} from '../model/index.js';
import {
  isFloating,
  isImageAnswer,
  explainFloatingTag,
  explainWaiting,
  ONE_PLATFORM_ASSUMPTION,
  pinEdit,
  pinForm,
  pinQuestion,
  pinWords,
  UPDATE_ASSUMPTION,
  updateCooldown,
  updateEdit,
  updatePolicy,
  updateQuestion,
  updateWords,
  type NamedImage,
  type PinWords,
  type ReferenceEdit,
} from './pins.js';

/** An image where a file names it, and what changes there. */
interface PinPlace extends NamedImage {
  readonly anchor: string;
  readonly at: Refusal['at'];
  readonly touches: readonly string[];
  readonly source: Source;
  /** The changes that write `edit.text` in place of the reference from `edit.start` on. */
  change(edit: ReferenceEdit): NonEmpty<Change> | Stop;
}

/** Looked for only where there are answers. */
export interface FoundImages {
  readonly places: readonly PinPlace[];
  /** Images that nobody can look up. */
  readonly unknown: readonly Refusal[];
}

/** The options of a transform that moves pins. */
export const UPDATE_OPTIONS = {
  policy: {
    type: 'string',
    default: 'patch',
    about: 'How far a version may move: `digest` (the same tag built anew), `patch`, `minor` or `major`',
  },
  cooldown: {
    type: 'number',
    default: 0,
    about: 'Days that an image must have been there before a pin moves to it; a younger one waits',
  },
} as const satisfies NonNullable<TransformMeta['options']>;

const NOTHING: Outcome = { proposals: [], refusals: [] };
/** How often one answer may lead to the next. */
const HOPS = 4;

/** A transform that pins images: `find` names those of a file. */
export function pinImages<Doc>({
  meta,
  find,
}: {
  readonly meta: TransformMeta;
  find(doc: Doc, context: GroupContext): FoundImages;
}): Transform<Doc> {
  return {
    meta,
    ask: (doc, context) => pinLookups(find(doc, context).places),
    propose: (doc, context) => pinSteps(meta.id, () => find(doc, context), context),
  };
}

/** A transform that moves pins of images: `find` names those of a file. */
export function updateImages<Doc>({
  meta,
  find,
}: {
  readonly meta: TransformMeta;
  find(doc: Doc, context: GroupContext): Pick<FoundImages, 'places'>;
}): Transform<Doc> {
  return {
    meta,
    ask: (doc, context) => updateLookups(find(doc, context).places, context),
    propose: (doc, context) => updateSteps(meta.id, () => find(doc, context), context),
  };
}

/** The questions that pins of these images take, one for each image. */
function pinLookups(places: readonly NamedImage[]): Lookup[] {
  return places.flatMap((place) => pinQuestion(place) ?? []);
}

/** The questions that moving the pins of these images takes, one for each image. */
function updateLookups(places: readonly NamedImage[], { options }: Pick<Context, 'options'>): Lookup[] {
  return places.flatMap((place) => updateQuestion(place, updatePolicy(options), updateCooldown(options)) ?? []);
}

/** Steps that pin images, one for each image of the file. Nothing at all in a run that asks no registry. */
function pinSteps(
  transform: string,
  find: () => FoundImages,
  { answers, options }: Pick<Context, 'answers' | 'options'>,
): Outcome {
  if (answers.size === 0) return NOTHING;
  const { places, unknown } = find();
  const form = pinForm(options);
  return steps(transform, places, unknown, (place) => {
    const question = pinQuestion(place);
    const answer = question && answerTo(question, answers);
    if (!answer || answer.kind === 'none') return answer?.message;
    const settled = form === 'tag' ? settledTag(place, answer, answers) : answer;
    const edit = settled && pinEdit(place, settled, form);
    if (!settled || !edit) {
      return form === 'tag' && isFloating(place.image)
        ? stop('needs-decision', explainFloatingTag(place.image))
        : undefined;
    }
    return {
      edit,
      words: pinWords(place.image, settled, form),
      assumptions: settled.multiPlatform || form === 'tag' ? [] : [ONE_PLATFORM_ASSUMPTION],
    };
  });
}

/** Steps that move pins, one for each image of the file. */
function updateSteps(
  transform: string,
  find: () => Pick<FoundImages, 'places'>,
  { answers, options }: Pick<Context, 'answers' | 'options'>,
): Outcome {
  if (answers.size === 0) return NOTHING;
  const policy = updatePolicy(options);
  const cooldown = updateCooldown(options);
  return steps(transform, find().places, [], (place) => {
    const question = updateQuestion(place, policy, cooldown);
    const answer = question && answerTo(question, answers);
    if (!answer || answer.kind === 'none') return answer?.message;
    const edit = updateEdit(place, answer);
    const waits = explainWaiting(place, answer, cooldown);
    if (!edit) return waits === undefined ? undefined : stop('too-new', waits);
    const next = updateQuestion({ image: edit.result, from: place.from }, policy, cooldown);
    const after = next && answerTo(next, answers);
    // Answers of two days: what one leads to, the other leads away from. Nothing is moved until they are asked anew.
    if (after && after.kind !== 'none' && updateEdit({ image: edit.result, from: place.from }, after)) return undefined;
    const written = edit.result.includes('@');
    return {
      edit,
      words: updateWords(place.image, answer, policy, waits),
      assumptions: [UPDATE_ASSUMPTION, ...(answer.multiPlatform || !written ? [] : [ONE_PLATFORM_ASSUMPTION])],
    };
  });
}

interface Decided {
  readonly edit: ReferenceEdit;
  readonly words: PinWords;
  readonly assumptions: readonly Assumption[];
}

/** A step, a refusal, the reason why there is no answer, or nothing. */
type Verdict = Decided | Stop | string | undefined;

function steps(
  transform: string,
  places: readonly PinPlace[],
  unknown: readonly Refusal[],
  decide: (place: PinPlace) => Verdict,
): Outcome {
  const proposals: Proposal[] = [];
  const said = new Set<string>();
  const refusals: Refusal[] = unknown.filter(({ message }) => !said.has(message) && said.add(message));
  // Places of one image share the id of the first, so that they are one step.
  const first = new Map<string, string>();
  const refused = new Set<string>();
  for (const place of places) {
    const verdict = decide(place);
    if (verdict === undefined) continue;
    const { anchor, at, image } = place;
    if (typeof verdict === 'string' || isStop(verdict)) {
      const why = typeof verdict === 'string' ? stop('no-answer', verdict) : verdict;
      if (!refused.has(image)) refusals.push(refusalAt(place, why));
      refused.add(image);
      continue;
    }
    const changed = place.change(verdict.edit);
    if (isStop(changed)) {
      refusals.push(refusalAt(place, stop(changed.stop, `${image}: ${changed.message}`)));
      continue;
    }
    const shared = first.get(image) ?? anchor;
    first.set(image, shared);
    const { title, why, evidence } = verdict.words;
    const read = { says: `${image.split('@', 1)[0]} is named here`, from: place.source };
    const base = { id: `${transform}@${shared}`, anchor: shared, at, title, why, touches: place.touches };
    proposals.push(withAssumptions({ ...base, evidence: [evidence, read], changes: changed }, verdict.assumptions));
  }
  return { proposals, refusals };
}

type ImageOrNone = ImageAnswer | Extract<Answer, { kind: 'none' }>;

/** The answer to a question, where it is one: it may come from a file that somebody wrote. */
function answerTo(question: Lookup, answers: Answers): ImageOrNone | undefined {
  const answer = answers.get(lookupKey(question));
  if (answer?.kind === 'none') return answer;
  if (!answer || answer.kind !== question.kind || !isImageAnswer(answer)) return undefined;
  const other = question.kind === 'image' && answer.tag !== (parseImageReference(question.image)?.tag ?? 'latest');
  return other ? undefined : answer;
}

/**
 * The answer with a tag that is as specific as the answers know. A tag alone is asked about again on the result, and
 * there must be nothing left to say; `undefined` where answers of two days disagree.
 */
function settledTag({ image, from }: NamedImage, answer: ImageAnswer, answers: Answers): ImageAnswer | undefined {
  let settled = answer;
  for (let hop = 0; hop < HOPS; hop++) {
    const edit = pinEdit({ image, from }, settled, 'tag');
    const question = edit && pinQuestion({ image: edit.result, from });
    const next = question && answerTo(question, answers);
    if (!next || next.kind === 'none' || next.specificTag === undefined || next.specificTag === settled.specificTag)
      return settled;
    if (next.digest !== answer.digest) return undefined;
    settled = { ...answer, specificTag: next.specificTag };
  }
  return undefined;
}
