// Steps that rest on a base image being the official one, of which a registry of one's own holds a copy.
import { factOf, withAssumptions, type Assumption, type Outcome, type Proposal } from '../model/index.js';
import { parseDockerfile, type DockerfileDoc } from '../dockerfile/index.js';
import { isOriginal, officialOriginal } from '../knowledge/index.js';

/** The same text, with such bases taken for the official images; `undefined` where there is none. */
export function withOriginals(doc: DockerfileDoc): DockerfileDoc | undefined {
  return factOf(doc, readWithOriginals);
}

function readWithOriginals(doc: DockerfileDoc): DockerfileDoc | undefined {
  if (copiesIn(doc).length === 0) return undefined;
  return parseDockerfile(doc.file, doc.text, (image) => officialOriginal(image) ?? image);
}

function copiesIn({ stages }: DockerfileDoc): string[] {
  const images = stages.flatMap(({ rootImage }) => rootImage ?? []);
  return [...new Set(images)].filter((image) => officialOriginal(image) !== undefined);
}

/**
 * What holds whatever the bases are, and what holds where they are what their names say: with that as an assumption.
 * Which image is named stays as it is: that the registry also holds another one, nobody said.
 */
export function joinOutcomes(doc: DockerfileDoc, plain: Outcome, believed: Outcome): Outcome {
  const certain = new Set(plain.proposals.map(keyOf));
  const more = believed.proposals.filter((each) => !certain.has(keyOf(each)) && !namesImage(doc, each));
  const refusals = believed.refusals.filter(({ code }) => code !== 'no-answer');
  const settled = new Set([...more, ...refusals].map(({ anchor }) => anchor));
  const said = new Set(refusals.map(({ anchor, code }) => `${code} ${anchor}`));
  const isUnsaid = ({ anchor, code }: Outcome['refusals'][number]): boolean =>
    !said.has(`${code} ${anchor}`) && !settled.has(anchor);
  return {
    proposals: [
      ...plain.proposals.filter((each) => !more.some((other) => other.id === each.id)),
      ...more.map((each) => believing(doc, each)),
    ],
    refusals: [...refusals, ...plain.refusals.filter(isUnsaid)],
  };
}

function keyOf({ id, changes, assumptions }: Proposal): string {
  return JSON.stringify([id, changes, assumptions.map(({ id: name }) => name)]);
}

/** True where it changes what FROM says, or brings in a stage. */
function namesImage({ stages }: DockerfileDoc, { changes }: Proposal): boolean {
  return changes.some(
    (change) =>
      /^[ \t]*FROM\s/im.test(change.text) ||
      stages.some(
        ({ instruction: { span } }) =>
          change.kind === 'edit' && change.span.start < span.end && change.span.end > span.start,
      ),
  );
}

function believing(doc: DockerfileDoc, proposal: Proposal): Proposal {
  const stage = doc.stages.find(({ key }) => proposal.anchor.startsWith(`stage:${key}`));
  const all = copiesIn(doc);
  const own = all.filter((image) => image === stage?.rootImage);
  const assumptions: Assumption[] = (own.length > 0 ? own : all).map((image) =>
    isOriginal(image, officialOriginal(image)!),
  );
  if (proposal.safety === 'manual') return proposal;
  return withAssumptions(proposal, [...proposal.assumptions, ...assumptions]);
}
