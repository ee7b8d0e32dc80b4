import { type Site, targetsOf } from '../../src/runs/index.js';
import { copyArguments, type Instruction, isContextCopy } from '../../src/dockerfile/index.js';
import { officialName, parseImageReference, type Stop, stop } from '../../src/model/index.js';
import { imageUses } from '../../src/uses/index.js';

/** What stands in the way of any split, whatever the file builds. */
export function refuseSite(site: Site): Stop<Instruction> | undefined {
  const { doc, stage, body, context } = site;
  const onbuild = body.find(({ keyword }) => keyword === 'ONBUILD');
  if (onbuild)
    return stop(
      'onbuild',
      'ONBUILD lines run in the builds of others, which may need the compilers of this image; decide whether they do, and split this file by hand',
      onbuild,
    );
  if (!site.cmd && !site.entrypoint && !servesPhp(site) && !isStarted(site))
    return stop(
      'needs-decision',
      'no CMD or ENTRYPOINT says what runs, so this may be a base for other files that need its compilers; write the command if it is none',
    );
  if (stage.rootImage === undefined)
    return stop(
      'contains-variable',
      'a build argument without a default decides the image; give it a default, so that a run-time image of the same family can be chosen',
    );
  for (const target of targetsOf(doc, context)) {
    if (target.toLowerCase() !== stage.key)
      return stop(
        'conflicts',
        `a build names the target ${target}, not the last stage; split the stage that is shipped by hand`,
      );
    if (!stage.from.name)
      return stop(
        'conflicts',
        `a build names the target ${target} by its number, which a stage above it would change; name the stage first`,
      );
  }
  const opaque = body.find((each) => each.keyword === 'RUN' && !each.shell.ok);
  if (opaque)
    return stop(
      'unsupported-syntax',
      'this RUN is in exec form, a script with a #! line, or does not parse, so what it builds is not seen; write it as plain commands',
      opaque,
    );
  return undefined;
}

/** True for an image that serves PHP by itself, where the program is brought into it. */
function servesPhp({ image, body }: Site): boolean {
  const reference = parseImageReference(image);
  return (
    reference !== undefined &&
    officialName(reference) === 'php' &&
    /(?:^|-)(?:apache|fpm)\b/.test(reference.tag ?? '') &&
    body.some((each) => (each.keyword === 'RUN' ? downloads(each) : bringsFolder(each)))
  );
}

function bringsFolder(instruction: Instruction): boolean {
  if (!isContextCopy(instruction)) return false;
  const sources = copyArguments(instruction)?.sources ?? [];
  return sources.some((source) => !/\.(?:ini|conf|cnf|sh|json|lock|ya?ml)$/.test(source));
}

/** `curl ... | tar xz`: the program comes from elsewhere. */
function downloads({ args }: Instruction): boolean {
  return /\b(?:tar|unzip)\b|\bgit\s+clone\b/.test(args) && /\b(?:curl|wget|git)\b/.test(args);
}

/** True where every service and workload that runs the image says what it starts, so that it is no base for others. */
function isStarted({ doc, stage, contexts, context }: Site): boolean {
  const uses = imageUses(doc, stage, contexts, context);
  return uses.length > 0 && uses.every(({ program }) => program.started.length > 0);
}
