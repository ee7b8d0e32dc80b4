// The images of both sides: whether they are what was computed, how large, what is in them, how long they take to build.
import {
  isDockerignored,
  parseDockerignore,
  predictImage,
  rootImageOf,
  copyArguments,
  contextPath,
  type DockerfileDoc,
  type PredictedImage,
  isContextCopy,
} from '../dockerfile/index.js';
import type { ImageContents, ImageFacts, Layer } from '../io/index.js';
import {
  factOf,
  type FilePath,
  type ImageComparison,
  type ImageMeasure,
  type Repository,
  child,
  type Folder,
  walkFiles,
} from '../model/index.js';
import type { Hide } from './hide.js';
import { asBase, predictionDifferences } from './predict.js';
import type { Texts } from './subjects.js';
import type { Tools } from './tools.js';
import type { BuiltImage } from './builds.js';
import { fromTree } from './in-tree.js';

export interface Pair {
  readonly before: BuiltImage | undefined;
  readonly after: BuiltImage | undefined;
}

export interface MeasureInput {
  readonly repository: Repository;
  readonly before: Texts;
  readonly after: Texts;
  readonly cold: boolean;
  readonly hide: Hide;
}

/** The builds of both sides that belong together: the same Dockerfile, target and services. */
export function pairsOf(before: readonly BuiltImage[], after: readonly BuiltImage[]): Pair[] {
  const key = ({ dockerfile, services, request }: BuiltImage): string =>
    `${dockerfile ?? services.join()} ${request.target ?? ''} ${request.context}`;
  const later = new Map(after.map((image) => [key(image), image]));
  const pairs: Pair[] = before.map((image) => ({ before: image, after: later.get(key(image)) }));
  const known = new Set(before.map(key));
  for (const image of after) if (!known.has(key(image))) pairs.push({ before: undefined, after: image });
  return pairs;
}

/** Measures one pair. */
export async function comparePair(pair: Pair, input: MeasureInput, tools: Tools): Promise<ImageComparison | undefined> {
  const image = pair.after ?? pair.before!;
  const { dockerfile, services, request } = image;
  if (dockerfile === undefined) return undefined;
  const touched = input.cold ? sourceFile(dockerfile, image, input, tools) : undefined;
  const side = async (built: BuiltImage | undefined, texts: Texts): Promise<Side> => {
    if (!built) return { mispredicted: [] };
    tools.progress(`measuring ${dockerfile}`);
    tools.bench.set(texts);
    return hidden(await measureSide(built, { touched, cold: input.cold }, tools), input.hide);
  };
  const before = await side(pair.before, input.before);
  const after = await side(pair.after, input.after);
  return {
    dockerfile,
    ...(request.target === undefined ? {} : { target: request.target }),
    services,
    ...(before.measure ? { before: before.measure } : {}),
    ...(after.measure ? { after: after.measure } : {}),
    ...(touched === undefined ? {} : { touched }),
    mispredicted: [...before.mispredicted, ...after.mispredicted],
  };
}

interface Side {
  readonly measure?: ImageMeasure;
  readonly mispredicted: readonly string[];
}

async function measureSide(
  built: BuiltImage,
  { touched, cold }: { readonly touched: FilePath | undefined; readonly cold: boolean },
  tools: Tools,
): Promise<Side> {
  const { engine } = tools;
  const facts = await engine.image(built.image);
  if (!facts) return { mispredicted: [] };
  const layers = await engine.layers(built.image);
  const contents = await engine.contents(built.image);
  const coldMs = !cold ? undefined : built.cold ? Math.round(built.ms) : await buildTime(built, false, tools);
  const rebuildMs = touched === undefined ? undefined : await rebuild(built, touched, tools);
  const measure: ImageMeasure = {
    ...measured(facts, layers, contents),
    ...(coldMs === undefined ? {} : { coldMs }),
    ...(rebuildMs === undefined ? {} : { rebuildMs }),
  };
  return { measure, mispredicted: await mispredicted(built, facts, tools) };
}

/** An argument of the build stands in the history of its layers. */
function hidden({ measure, mispredicted }: Side, hide: Hide): Side {
  if (!measure) return { mispredicted };
  const layers = measure.layers.map((layer) => ({ ...layer, createdBy: hide(layer.createdBy).slice(0, LINE) }));
  return { measure: { ...measure, layers }, mispredicted: mispredicted.map(hide) };
}

const LAYERS_SHOWN = 5;
const LINE = 120;

function measured(
  { size, layers: layerCount, config }: ImageFacts,
  layers: readonly Layer[],
  contents: ImageContents,
): ImageMeasure {
  const largest = layers.filter((layer) => layer.size > 0).sort((a, b) => b.size - a.size);
  const [uid = ''] = config.user.split(':');
  const name = contents.users.get(uid);
  return {
    size,
    layers: largest
      .slice(0, LAYERS_SHOWN)
      .map(({ createdBy, size }) => ({ createdBy: createdBy.replace(/\s+/g, ' '), size })),
    layerCount,
    packages: contents.packages.size,
    setuid: contents.setuid,
    tools: contents.tools,
    user: config.user === '' ? 'root' : name === undefined ? config.user : `${name} (${uid})`,
  };
}

async function rebuild(built: BuiltImage, touched: FilePath, tools: Tools): Promise<number | undefined> {
  const undo = tools.bench.touch(touched);
  try {
    // None of a file in which an empty line means something.
    return await buildTime(built, true, tools);
  } finally {
    undo();
  }
}

/** Milliseconds of a build of the same request; `undefined` where it fails. */
async function buildTime({ request }: BuiltImage, cache: boolean, { engine }: Tools): Promise<number | undefined> {
  const again = await engine.build({ ...request, cache, timeoutMs: 1_800_000 });
  if (!again.ok) return undefined;
  await engine.removeImage(again.image);
  return Math.round(again.ms);
}

const SOURCE = /\.(?:py|js|mjs|cjs|ts|tsx|jsx|go|rs|java|kt|rb|php|cs|c|cc|cpp|h|ex|exs|html|css|vue|svelte|sh)$/;
const MOST_FOLDERS = 200;

/** A source file that the image is made of: what a developer changes. */
function sourceFile(
  dockerfile: FilePath,
  { request }: BuiltImage,
  { repository, before, after }: MeasureInput,
  { bench, memory }: Tools,
): FilePath | undefined {
  const context = fromTree(bench.tree, request.context);
  if (context === undefined) return undefined;
  const ignore = child(context, '.dockerignore');
  const rules = [before, after].map((texts) =>
    parseDockerignore((texts.has(ignore) ? texts.get(ignore) : repository.read(ignore)) ?? ''),
  );
  const doc = memory.dockerfile.find(dockerfile, after.get(dockerfile) ?? repository.read(dockerfile))?.doc;
  for (const source of doc ? copied(doc) : []) {
    const start = contextPath(context, source);
    const found =
      start === undefined
        ? undefined
        : firstSource(repository, start, (path) => {
            const inside = context === '' ? path : path.slice(context.length + 1);
            return rules.some((each) => isDockerignored(each, inside));
          });
    if (found !== undefined) return found;
  }
  return undefined;
}

function copied(doc: DockerfileDoc): string[] {
  return doc.instructions.flatMap((instruction) =>
    isContextCopy(instruction)
      ? (copyArguments(instruction)?.sources ?? []).filter((source) => !/[$*?[<]|^[a-z+]+:\/\//.test(source))
      : [],
  );
}

function firstSource(
  repository: Repository,
  start: Folder,
  ignored: (path: FilePath) => boolean,
): FilePath | undefined {
  const isLeftOut = (name: string, folder: Folder): boolean => ignored(child(folder, name));
  const [first] = walkFiles(repository, {
    from: start !== '' && (ignored(start) || (repository.kind(start) === 'file' && !SOURCE.test(start))) ? [] : [start],
    wanted: (name, folder) => SOURCE.test(name) && !isLeftOut(name, folder),
    enter: (name, folder) => !/^(?:tests?|vendor)$/.test(name) && !isLeftOut(name, folder),
    opens: 'hidden',
    mostFolders: MOST_FOLDERS,
  });
  return first;
}

/** Of what builds start from, by its name. */
function basesOf(): Map<string, PredictedImage | undefined> {
  return new Map();
}

async function mispredicted(built: BuiltImage, facts: ImageFacts, tools: Tools): Promise<string[]> {
  const { dockerfile, request } = built;
  if (dockerfile === undefined) return [];
  const doc = tools.memory.dockerfile.find(dockerfile, tools.bench.read(dockerfile))?.doc;
  if (!doc) return [];
  const args = new Map<string, string>();
  for (const [name, value] of Object.entries(request.args)) {
    const given = value ?? tools.env[name];
    if (given !== undefined) args.set(name, given);
  }
  const { os, architecture } = facts.platform;
  const input = {
    args,
    platform: `${os}/${architecture}`,
    ...(request.target === undefined ? {} : { target: request.target }),
  };
  const root = rootImageOf(doc, input);
  const base = root === undefined ? undefined : await baseOf(root, built, tools);
  // A base image whose builds bring instructions of their own says what they are only while it is built on.
  if (root !== undefined && base === undefined) return [];
  return predictionDifferences(predictImage(doc, { ...input, base }), facts.config).map(
    (each) => `${dockerfile}: ${each}`,
  );
}

/** The configuration of an image that builds start from; `undefined` where it cannot be had. */
async function baseOf(root: string, built: BuiltImage, tools: Tools): Promise<PredictedImage | undefined> {
  const { engine, bench } = tools;
  const known = factOf(engine, basesOf);
  if (known.has(root)) return known.get(root);
  const run = bench.run('base');
  try {
    const dockerfile = `${run.folder}/Dockerfile`;
    run.write(dockerfile, `FROM ${root}\n`);
    const { platform, network } = built.request;
    const request = {
      context: run.folder,
      dockerfile,
      args: {},
      cache: true,
      timeoutMs: 600_000,
      ...(platform === undefined ? {} : { platform }),
      ...(network === undefined ? {} : { network }),
    };
    const base = await engine.build(request);
    const facts = base.ok ? await engine.image(base.image) : undefined;
    const config = facts && facts.config.onBuild.length === 0 ? asBase(facts.config) : undefined;
    known.set(root, config);
    if (base.ok) await engine.removeImage(base.image);
    return config;
  } finally {
    run.remove();
  }
}
