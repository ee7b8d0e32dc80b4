// Who gives a build its token, in files of the repository: all of them change, or none.
import { stop, type Context, type Stop } from '../../src/model/index.js';
import type { DockerfileDoc } from '../../src/dockerfile/index.js';
import { buildFiles } from '../../src/images/index.js';
import { pipelineFiles } from '../../src/pipelines/index.js';
import { composeGivers } from './compose.js';
import { allGivers, type Giver } from './lines.js';
import { pagesWith } from './pages.js';
import { workflowGivers } from './workflow.js';

/** Everybody who gives it; a stop where nobody is seen to, or one of them cannot be changed. */
export function giversOf(doc: DockerfileDoc, name: string, context: Context): readonly [Giver, ...Giver[]] | Stop {
  const { repository } = context.evidence;
  const byHand = new RegExp(`build-arg[ =]["']?${name}\\b`);
  for (const { path, text } of [...pipelineFiles(repository), ...buildFiles(repository)]) {
    const joined = text.replace(/\\\r?\n/g, ' ');
    const line = joined.split('\n').findIndex((each) => each.length < LONGEST && byHand.test(each));
    const isBake = /\bbake\b/.test(path) && text.includes(name);
    if (line === -1 && !isBake) continue;
    return stop(
      'used-later',
      `${path} hands ${name} to a build; write --secret id=${name},env=${name} there, and RUN --mount=type=secret,id=${name} here`,
    );
  }
  return (
    allGivers([...composeGivers(doc, name, context), ...workflowGivers(doc, name, context)]) ??
    stop(
      'needs-evidence',
      `nothing here shows who gives ${name} to the build; write RUN --mount=type=secret,id=${name} in place of ARG, read /run/secrets/${name} in it, and build with --secret id=${name},env=${name}`,
    )
  );
}

/** Longer lines are no commands. */
const LONGEST = 2000;

/** Pages that tell people to hand it over as an argument. */
export function pagesNaming(
  doc: DockerfileDoc,
  name: string,
  { evidence: { repository, contexts } }: Context,
): string[] {
  const byHand = new RegExp(`build-arg[ =]["']?${name}\\b`);
  return pagesWith(byHand, contexts(doc.file), repository);
}
