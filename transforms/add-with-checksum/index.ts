import { stop, type Assumption, type Edit } from '../../src/model/index.js';
import {
  anchorOf,
  copyPlace,
  deleteInstruction,
  addFlag,
  olderSyntax,
  type Instruction,
} from '../../src/dockerfile/index.js';
import {
  instructions,
  rewriteDockerfile,
  type DockerfileContext,
  type DockerfileVerdict,
} from '../../src/rewrites/index.js';
import { addressOf, checkOf, namedSum, type Address } from './detect.js';

const BUILDKIT: Assumption = {
  id: 'built-with-buildkit',
  believes:
    'The image is built with BuildKit, as Docker has done by itself since version 23, or with Buildah 1.35 or newer',
  breaksIf: 'an older builder stops at ADD --checksum',
  checkBy: 'build the image where it is usually built',
};

const OF_THIS_FILE: Assumption = {
  id: 'sum-is-of-this-file',
  believes: 'The sum that has the name of this download is the one of the file at its address',
  breaksIf: 'it is of another version, another architecture or of what an archive holds: the build stops at ADD',
  checkBy: 'build the image, or compare `sha256sum` of the file with the value',
  needsRun: true,
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'add-with-checksum',
    title: 'Let ADD check the sum of what it downloads',
    why: 'A file that is not the one that was meant never reaches a layer, and as long as the sum stays the builder takes the file from its cache.',
    summary: 'Adds `--checksum` to `ADD` of an address where the Dockerfile says the SHA-256 of the file.',
    target: 'dockerfile',
    phase: 'packages',
    ceiling: 'unverified',
    rules: [],
    hints: ['http'],
    since: '0.2.0',
    references: ['https://docs.docker.com/reference/dockerfile/#add---checksum'],
  },
  on: instructions('ADD'),
  judge,
});

function judge(add: Instruction, context: DockerfileContext): DockerfileVerdict {
  const { doc } = context;
  const address = addressOf(doc, add);
  if (!address) return undefined;
  const check = checkOf(doc, add, address);
  const named = check ? undefined : namedSum(doc, add, address);
  const sum = check?.sum ?? named;
  if (sum === undefined) return withoutSum(address);
  const old = olderSyntax(doc, '1.6');
  if (old !== undefined)
    return stop('conflicts', `# syntax=${old} is older than ADD --checksum; name docker/dockerfile:1`);
  if (check?.variable !== undefined && !check.isSetAbove)
    return stop(
      'used-later',
      `${check.variable}, which holds the sum, is set or set anew below ADD; set it above once, for ADD and for the check`,
    );
  const flag: Edit = addFlag(doc, add, `--checksum=sha256:${sum}`);
  const gone = check?.isWhole ? deleteInstruction(doc, check.instruction) : undefined;
  const anchor = anchorOf(doc, add);
  return {
    edits: gone ? [flag, gone] : [flag],
    touches: [copyPlace(doc, add), ...(gone ? [`${anchor}.run`, `${anchor}.order`] : [])],
    seen: check
      ? `line ${check.instruction.lineMark} compares the file with its sum, when it already lies in a layer`
      : `${sum} has the name of the file and the form of its sum`,
    assumptions: check ? [BUILDKIT] : [BUILDKIT, OF_THIS_FILE],
  };
}

/** Branches and pages that are made anew: what lies there today has another sum tomorrow. */
const MOVES = /\/(?:master|main|HEAD|latest|stable|nightly|refs\/heads)(?:\/|$)|^https?:\/\/api\./;

function withoutSum({ text }: Address): DockerfileVerdict {
  return MOVES.test(text)
    ? stop(
        'needs-decision',
        'the address is of what changes, so no sum holds for long; download a release, and write --checksum=sha256: with its sum',
      )
    : stop(
        'needs-evidence',
        'nothing here says what the sum of the file is, and one that is only computed now would bless whatever lies there; take it from its publisher, and write --checksum=sha256: with it',
      );
}
