import { isStop, stop, type Assumption, type Edit } from '../../src/model/index.js';
import {
  anchorOf,
  buildStates,
  insertLinesAbove,
  inCaseOf,
  olderSyntax,
  replaceSpan,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { canBeExtended, wouldContinueLine } from '../../src/runs/index.js';
import { rewriteDockerfile, runs, type DockerfileContext, type DockerfileVerdict } from '../../src/rewrites/index.js';
import { checkedDownload, type CheckedDownload } from './detect.js';

const BUILDKIT: Assumption = {
  id: 'built-with-buildkit',
  believes:
    'The image is built with BuildKit, as Docker has done by itself since version 23, or with Buildah 1.35 or newer',
  breaksIf: 'an older builder stops at ADD --checksum',
  checkBy: 'build the image where it is usually built',
};

const SAME_WAY: Assumption = {
  id: 'builder-reaches-the-address',
  believes: 'The builder reaches the address as a RUN does',
  breaksIf: 'only the RUN knows the proxy, the certificate or the .netrc that it takes',
  checkBy: 'build the image where it is usually built, without cache',
};

export const transform = rewriteDockerfile({
  meta: {
    id: 'add-over-curl',
    title: 'Download with ADD what is compared with its sum',
    why: 'The builder compares the file before it makes a layer, keeps it in its cache by its sum, and the image needs no curl for it.',
    summary: 'Turns a download by curl or wget whose sum is checked into `ADD --checksum`.',
    target: 'dockerfile',
    phase: 'packages',
    after: ['curl-fail', 'wget-progress'],
    ceiling: 'review',
    rules: [],
    hints: ['sha256sum', 'shasum'],
    since: '0.2.0',
    references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
    enabledByDefault: 'guide',
  },
  on: runs,
  judge,
});

function judge(run: Instruction, context: DockerfileContext): DockerfileVerdict {
  const { doc } = context;
  const found = checkedDownload(doc, run);
  if (!found || isStop(found)) return found;
  const old = olderSyntax(doc, '1.6');
  if (old !== undefined)
    return stop('conflicts', `# syntax=${old} is older than ADD --checksum; name docker/dockerfile:1`);
  const { user } = buildStates(doc)[run.index]!;
  if (user !== undefined && !/^(?:root|0)(?::|$)/.test(user))
    return stop(
      'needs-decision',
      `the RUN downloads as ${user}, and the file of ADD is root’s; give it --chown as well`,
    );
  if (context.isShipped(run) && isTakenAway(run, found))
    return stop(
      'needs-decision',
      'the RUN takes the file away again, and one that ADD brings stays in a layer of its own; download and unpack in a build stage, and copy what the image needs',
    );
  const rest = withoutLinks(doc, run, found);
  if (!rest)
    return stop(
      'not-contiguous',
      'a comment or another operator stands among the commands; write ADD --checksum by hand',
    );
  const anchor = anchorOf(doc, run);
  return {
    edits: rest,
    touches: [`${anchor}.run`, `${anchor}.copy`, `${anchor}.order`],
    seen: `${found.download.program} downloads a file, and the next command compares it with its sum`,
    assumptions: [BUILDKIT, SAME_WAY],
  };
}

/** A later command of the RUN names the file, or its folder, to remove or move it. */
function isTakenAway(run: Instruction, { check }: CheckedDownload): boolean {
  return run.shell.commands.some(
    ({ link, words }) => link > check.link && /^(?:rm|mv|unlink)$/.test(words[0]?.value ?? ''),
  );
}

/** ADD above, and the RUN without the commands that it stands for. */
function withoutLinks(doc: DockerfileDoc, run: Instruction, found: CheckedDownload): Edit[] | undefined {
  const { links } = run.shell;
  const first = found.download.command.link;
  const last = found.mode?.link ?? found.check.link;
  const between = links.slice(first + 1, last + 2);
  if (run.heredocs.length > 0 || between.some(({ operator }) => operator !== '&&' && operator !== ';'))
    return undefined;
  if (doc.comments.some(({ inside }) => inside === run.index)) return undefined;
  const mode = found.mode?.is ?? '644';
  const add = `${inCaseOf(doc.stages[run.stage]!, 'ADD')} --checksum=sha256:${found.check.sum} --chmod=${mode} ${found.address} ${found.path}`;
  const next = links[last + 1];
  const before = links[first - 1];
  if (!next && !before) return run.flags.length > 0 ? undefined : [replaceSpan(doc, run.span, add)];
  if (!next && !canBeExtended(run)) return undefined;
  const source = run.shellSource;
  const start = next ? source.toSource(links[first]!.start) : source.toSource(before!.end - 1) + 1;
  const end = next ? source.toSource(next.start) : source.toSource(links[last]!.end - 1) + 1;
  if (wouldContinueLine(doc, start, end)) return undefined;
  return [insertLinesAbove(doc, run, [add]), replaceSpan(doc, { start, end }, '')];
}
