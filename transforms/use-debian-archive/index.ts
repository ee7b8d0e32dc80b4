import { stop, type Assumption } from '../../src/model/index.js';
import {
  anchorOf,
  baseChain,
  buildStates,
  copyArguments,
  hasPosixShell,
  inCaseOf,
  insertLinesAbove,
  isCopy,
  type DockerfileDoc,
  type Instruction,
  type Stage,
} from '../../src/dockerfile/index.js';
import { listEvents } from '../../src/runs/index.js';
import { archivedRelease, type ArchivedRelease } from '../../src/knowledge/index.js';
import { rewriteDockerfile, type DockerfileContext, type DockerfileVerdict } from '../../src/rewrites/index.js';

const FROM_ARCHIVE: Assumption = {
  id: 'mirrors-lack-the-release',
  believes: 'The build asks the mirrors of Debian, which answer 404 for this release since it was moved',
  breaksIf: 'it goes through a mirror of your own that still has the release: the archive is asked instead',
  checkBy: 'build the image without a cache, before and after',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'use-debian-archive',
    title: 'Fetch packages of an old Debian release from its archive',
    why: 'The mirrors have dropped the release, so apt-get update fails and nothing can be built. The archive still has it, with lists whose date has expired.',
    summary: 'Points apt to archive.debian.org in images of Debian releases that the mirrors have dropped.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'review',
    rules: [],
    hints: ['apt'],
    since: '0.2.0',
    references: [
      'https://www.debian.org/distrib/archive',
      'https://manpages.debian.org/stretch/apt/apt.conf.5.en.html',
    ],
  },
  on: firstFetches,
  judge,
});

interface FirstFetch {
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly moved: ArchivedRelease;
}

/** The first RUN of each stage that asks for packages of such a release, where no stage below has asked already. */
function firstFetches(doc: DockerfileDoc, { readScript }: DockerfileContext): FirstFetch[] {
  const first = new Map<Stage, Instruction>();
  for (const stage of doc.stages) {
    const instruction = stage.instructions.find((each) =>
      listEvents(doc, each, readScript).some(({ kind }) => kind === 'update' || kind === 'need'),
    );
    if (instruction) first.set(stage, instruction);
  }
  return [...first].flatMap(([stage, instruction]) => {
    const [, ...below] = baseChain(stage);
    const moved = stage.rootImage === undefined ? undefined : archivedRelease(stage.rootImage);
    return moved && !below.some((each) => first.has(each)) ? [{ instruction, stage, moved }] : [];
  });
}

function judge({ instruction, stage, moved }: FirstFetch, { doc }: DockerfileContext): DockerfileVerdict {
  const { release, isSigned, source } = moved;
  const { user } = buildStates(doc)[instruction.index]!;
  if (/\b(?:archive|snapshot)\.debian\.org\b/.test(doc.text) || !hasPosixShell(doc, instruction)) return undefined;
  if (user !== undefined && !/^(?:root|0)(?::|$)/.test(user)) return undefined;
  const own = setsSources(stage, instruction);
  if (own)
    return stop(
      'conflicts',
      `line ${own.lineMark} says where packages come from, and the mirrors of Debian have ${release} no longer; name archive.debian.org there if the build fails`,
    );
  if (!isSigned)
    return stop(
      'needs-decision',
      `${release} is on archive.debian.org alone, and the keys that signed it have expired, so its packages can only be installed unchecked; move to a release that is maintained`,
    );
  const anchor = anchorOf(doc, instruction);
  return {
    edits: [insertLinesAbove(doc, instruction, sourcesLines(release, inCaseOf(stage, 'RUN'), doc.escape))],
    touches: [`${anchor}.run`, `${anchor}.order`],
    seen: `packages of ${release} are installed, which the mirrors have no longer`,
    evidence: [
      {
        says: `${release} is on archive.debian.org alone`,
        from: { kind: 'knowledge', entry: `Debian ${release}`, source },
      },
    ],
    assumptions: [FROM_ARCHIVE],
  };
}

/** The line that writes the sources of apt, or brings something into its folder. */
function setsSources(stage: Stage, until: Instruction): Instruction | undefined {
  return baseChain(stage)
    .flatMap(({ instructions }) => instructions)
    .find((each) => {
      if (each.stage === until.stage && each.index > until.index) return false;
      if (isCopy(each)) return copyArguments(each)?.destination.startsWith('/etc/apt') === true;
      return each.keyword === 'RUN' && /\/etc\/apt\/sources\.list(?!\.d)/.test(each.body.text);
    });
}

function sourcesLines(release: string, run: string, escape: string): string[] {
  const archive = 'http://archive.debian.org';
  return [
    `# Debian ${release} is on its archive server alone, with lists that have expired.`,
    `${run} printf 'deb ${archive}/debian ${release} main\\ndeb ${archive}/debian-security ${release}/updates main\\n' > /etc/apt/sources.list ${escape}`,
    `    && printf 'Acquire::Check-Valid-Until "false";\\n' > /etc/apt/apt.conf.d/99archive`,
  ];
}
