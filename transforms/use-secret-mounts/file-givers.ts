// Who builds the image, and hands the file over as a secret from now on: all of them change, or none.
import {
  type Context,
  type FilePath,
  type Folder,
  isStop,
  parent,
  pathFrom,
  stop,
  type Stop,
  upwards,
} from '../../src/model/index.js';
import { linkedStage, baseChain, stageByReference, type Stage } from '../../src/dockerfile/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import { buildCommands, buildFiles } from '../../src/images/index.js';
import { pipelineFiles } from '../../src/pipelines/index.js';
import {
  addListItem,
  addMapKey,
  asText,
  columnOf,
  findEntry,
  findOwnEntry,
  findValue,
  styleOf,
  type YamlEntry,
} from '../../src/yaml/index.js';
import { declareSecret } from './declare.js';
import { allGivers, edit, type Giver, type Wanted } from './lines.js';
import { pagesWith } from './pages.js';
import { stepGivers } from './file-workflow.js';

/** Everybody who builds it; a stop where nobody is seen to, or one of them cannot be changed. */
export function fileGivers(wanted: Wanted, context: Context): readonly [Giver, ...Giver[]] | Stop {
  const { file, secret } = wanted;
  const steps = stepGivers(wanted, context);
  const other = otherBuilder(wanted, steps.length, context);
  if (other !== undefined)
    return stop(
      'used-later',
      `${other} builds it as well; write --secret id=${secret},src=${file} there, and RUN --mount=type=secret,id=${secret} here`,
    );
  return (
    allGivers([...serviceGivers(wanted, context), ...steps]) ??
    stop(
      'needs-evidence',
      `nothing here shows who builds the image; write RUN --mount=type=secret,id=${secret},target=... in place of COPY, and build with --secret id=${secret},src=${file}`,
    )
  );
}

/** Other programs that build images, and take secrets in words of their own. */
const OTHER_BUILDERS = /\b(?:podman|nerdctl|buildah|depot)[ \t]{1,20}(?:build|bud)\b|\bkaniko\b/;

/** A file that builds the image by words that are not rewritten here. */
function otherBuilder(
  { doc }: Wanted,
  steps: number,
  { group, evidence: { repository }, documents }: Context,
): FilePath | undefined {
  const commands = buildCommands(repository, documents).filter(({ dockerfile }) => dockerfile === doc.file);
  const known = new Set(group.pipelines);
  const foreign = commands.find(({ from }) => !known.has(from));
  if (foreign) return foreign.from;
  if (commands.length > steps) return commands.at(-1)!.from;
  const made = group.images?.find(
    ({ dockerfile, from, likely }) =>
      dockerfile === doc.file && likely === undefined && /skaffold|Tiltfile/i.test(from),
  );
  if (made) return made.from;
  return [...pipelineFiles(repository), ...buildFiles(repository)].find(
    ({ path, text }) => !known.has(path) && OTHER_BUILDERS.test(text),
  )?.path;
}

function serviceGivers(wanted: Wanted, { group, documents }: Context): (Giver | Stop)[] {
  const services = group.links.flatMap((link): (Building | Stop)[] => {
    if (link.dockerfile !== wanted.doc.file || !group.compose.includes(link.file)) return [];
    const compose = documents.compose(link.file);
    const service = compose?.service(link.service);
    const target = linkedStage(wanted.doc, link);
    if (!compose || !service || (target && !isBuiltFor(wanted, target))) return [];
    if (link.context !== wanted.folder)
      return [stop('ambiguous', `${service.name} of ${compose.file} builds it in another folder`)];
    return [{ compose, service }];
  });
  return services.map((each) => (isStop(each) ? each : inService(wanted, each, isLast(each, services))));
}

interface Building {
  readonly compose: ComposeDoc;
  readonly service: Service;
}

/** What is put at the end of a file goes behind what is put at the end of its last service. */
function isLast({ compose, service }: Building, all: readonly (Building | Stop)[]): boolean {
  return all.every(
    (each) => isStop(each) || each.compose.file !== compose.file || each.service.span.start <= service.span.start,
  );
}

/** True where a stage needs one of those that read the file. */
function isBuiltFor({ doc, stages }: Wanted, target: Stage): boolean {
  const seen = new Set<Stage>();
  const waiting = [target];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (seen.has(at)) continue;
    if (stages.includes(at)) return true;
    seen.add(at);
    waiting.push(...baseChain(at).slice(1));
    for (const each of at.instructions) {
      const from = each.flag('from')?.value;
      const other = from === undefined ? undefined : stageByReference(doc, from, at.index);
      if (other) waiting.push(other);
      // A mount takes from another stage as well, and which one is not followed.
      if (each.flags.some(({ name, value }) => name === 'mount' && value.includes('from='))) return true;
    }
  }
  return false;
}

function inService(wanted: Wanted, { compose, service }: Building, declares: boolean): Giver | Stop {
  const { secret } = wanted;
  const build = service.own('build');
  if (!build || build.value.anchor !== undefined || build.value.kind === 'alias' || service.alsoChanges().length > 0)
    return stop(
      'inherited',
      `how ${service.name} of ${compose.file} is built comes from elsewhere, or is used elsewhere`,
    );
  const given = inBuild(compose, service, build, secret);
  if (isStop(given)) return given;
  const top = declares ? declareSecret(compose, secret, { file: pathSeenFrom(parent(compose.file), wanted.file) }) : [];
  if (isStop(top)) return top;
  return {
    edits: [...given, ...top],
    touches: [service.place('build'), 'secrets'],
    evidence: {
      says: `${service.name} builds the image`,
      from: { kind: 'source', file: compose.file, line: compose.yaml.lines.position(build.span.start).line },
    },
  };
}

type Edits = Exclude<ReturnType<typeof addMapKey>, Stop>;

function inBuild(compose: ComposeDoc, { name }: Service, build: YamlEntry, secret: string): Edits | Stop {
  const { yaml, text } = compose;
  const { value } = build;
  if (value.kind === 'map') {
    const present = findEntry(value, 'secrets');
    const own = findOwnEntry(value, 'secrets');
    if (!present) return addMapKey(yaml, build, 'secrets', [secret]);
    if (own?.value.kind !== 'seq' || own.value.anchor !== undefined)
      return stop('inherited', `the secrets of the build of ${name} in ${compose.file} come from elsewhere`);
    return own.value.items.some((item) => (asText(item) ?? asText(findValue(item, 'source'))) === secret)
      ? stop('conflicts', `${name} of ${compose.file} gives the build another secret called ${secret}`)
      : addListItem(yaml, own, secret);
  }
  const written = text.slice(value.span.start, value.span.end);
  if (
    value.kind !== 'scalar' ||
    value.style === 'block' ||
    value.tag !== undefined ||
    /[\n#]/.test(written) ||
    build.flow
  )
    return stop('unsupported-syntax', `the build of ${name} in ${compose.file} is not written plainly`);
  const { eol, step, listStep } = styleOf(yaml);
  const column = columnOf(yaml, build.span.start) + step;
  const lines = [`context: ${written}`, 'secrets:'].map((line) => eol + ' '.repeat(column) + line);
  const item = `${eol}${' '.repeat(column + listStep)}- ${secret}`;
  const span = { start: yaml.text.indexOf(':', build.key.span.end) + 1, end: value.span.end };
  return [edit(compose, span, lines.join('') + item)];
}

/** As a file of a folder names it: `./.npmrc`, `../.npmrc`. */
function pathSeenFrom(folder: Folder, file: FilePath): string {
  for (const [up, above] of [...upwards(folder)].entries()) {
    const rest = pathFrom(above, file);
    if (rest !== undefined) return up === 0 ? `./${rest}` : '../'.repeat(up) + rest;
  }
  return file;
}

/** Pages that tell people how the image is built. */
export function pagesThatBuild({ folder }: Wanted, { evidence: { repository } }: Context): string[] {
  return pagesWith(BUILDS, [folder], repository);
}

const BUILDS = /\bdocker[ \t]{1,20}(?:buildx[ \t]{1,20}|image[ \t]{1,20})?build\b/;
