// How files write a build: `docker build` in a text, targets of bake files, and steps of workflows, word for word. What
// stands in them as a variable is left as it is written; `fillVariables` says what the file itself makes of it.
import { type Documents, type FilePath, type Folder, fillIn, resolveIn } from '../model/index.js';
import type { CiSystem, PipelineFile } from '../pipelines/index.js';
import { asMap, asSeq, asText, findValue, type YamlNode } from '../yaml/index.js';

export interface WrittenBuild {
  context?: string | undefined;
  file?: string | undefined;
  target?: string | undefined;
  network?: string | undefined;
  readonly tags: string[];
  readonly args: string[];
  readonly secrets: string[];
  readonly contexts: string[];
}

const WORDS = /(?:\$\{\{[^}]{0,300}\}\}|\$\([^)]{0,300}\)|"[^"]{0,500}"|'[^']{0,500}'|[^\s"'])+/g;
/** Options of `docker build` without a word behind them. */
const ALONE = /^(?:--(?:push|load|pull|no-cache|rm|force-rm|quiet|squash|compress)|-q|-D)$/;
const COMMAND = /\bdocker\s+(?:buildx\s+|image\s+)?build\s([^\n;&|]*)/g;
/** Up to a quote: in JSON it ends the text that the command stands in. */
const COMMAND_IN_QUOTES = /\bdocker\s+(?:buildx\s+|image\s+)?build\s([^\n;&|"]*)/g;

const CHANGES_FOLDER = /(?:^|[\s;&|("`])(?:cd|pushd)\s+["']?([\w./-]*)/gm;

/**
 * Every `docker build` of a text; none where it changes its folder before: what is relative then starts elsewhere.
 * @param stays whether a folder that it changes to is the one that it was in, as a fresh clone is for a page that made it.
 */
export function buildsInText(
  text: string,
  { untilQuote = false, stays = (_: string): boolean => false } = {},
): WrittenBuild[] {
  if (text.includes('working-directory:')) return [];
  for (const [, folder] of text.matchAll(CHANGES_FOLDER)) if (!stays(folder!)) return [];
  const joined = text.replace(/\\\r?\n/g, ' ');
  return [...joined.matchAll(untilQuote ? COMMAND_IN_QUOTES : COMMAND)].map(([, words]) => buildOfLine(words!));
}

function buildOfLine(line: string): WrittenBuild {
  return buildOfWords((line.match(WORDS) ?? []).map((word) => word.replace(/["']/g, '')));
}

function buildOfWords(words: readonly string[]): WrittenBuild {
  const found: WrittenBuild = { tags: [], args: [], secrets: [], contexts: [] };
  const folders: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    // A comment, and where the output goes, are no part of the build.
    if (word.startsWith('#')) break;
    if (/^\d?[<>]/.test(word)) {
      if (/[<>]$/.test(word)) at++;
      continue;
    }
    if (!word.startsWith('-')) {
      folders.push(word);
      continue;
    }
    if (ALONE.test(word)) continue;
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    take(found, name, equals === -1 ? (words[++at] ?? '') : word.slice(equals + 1));
  }
  // More than one: an option that is not known took none of them, so which is the context nobody can say.
  return folders.length === 1 ? { ...found, context: folders[0] } : found;
}

function take(found: WrittenBuild, name: string, value: string): void {
  if (name === '-t' || name === '--tag') found.tags.push(value);
  else if (name === '-f' || name === '--file') found.file = value;
  else if (name === '--target') found.target = value;
  else if (name === '--network') found.network = value;
  else if (name === '--build-arg') found.args.push(value);
  else if (name === '--secret') found.secrets.push(value);
  else if (name === '--build-context') found.contexts.push(value);
}

/** A target, whose strings may hold braces, and whose maps hold no other. */
const BAKE_TARGET = /\btarget\s+"[^"\n]*"\s*\{((?:"[^"\n]*"|[^{}"]|\{(?:"[^"\n]*"|[^{}"])*\})*)\}/g;

/**
 * The targets of a bake file that say themselves what they build. Source: https://docs.docker.com/build/bake/reference/
 */
export function buildsInBake(text: string): WrittenBuild[] {
  return [...text.matchAll(BAKE_TARGET)].flatMap(([, body]) => {
    // What lies in a map is no setting of the target.
    const own = body!.replace(/=\s*\{(?:"[^"\n]*"|[^{}"])*\}/g, '= {}');
    // The one takes what it does not say from other targets, the other has no Dockerfile.
    if (/^[ \t]*(?:inherits|dockerfile-inline)\s*=/m.test(own)) return [];
    const value = (key: string): string | undefined => {
      const found = new RegExp(`^[ \\t]*${key}\\s*=\\s*${BAKE_VALUE}`, 'm').exec(own);
      return found ? bakeText(found[1], found[2]) : undefined;
    };
    const list = (key: string): string[] => {
      const inside = new RegExp(`^[ \\t]*${key}\\s*=\\s*\\[([^\\]]{0,2000})\\]`, 'm').exec(own)?.[1] ?? '';
      // An entry may be written as a map: `{ type = "file", id = "npm", src = "npmrc" }`.
      return [...inside.matchAll(/\{([^{}]*)\}|"([^"\n]*)"/g)].map(([, map, each]) =>
        map === undefined ? each! : pairsIn(map).join(','),
      );
    };
    const pairs = (key: string): string[] =>
      pairsIn(new RegExp(`^[ \\t]*${key}\\s*=\\s*\\{((?:"[^"\\n]*"|[^{}"])*)\\}`, 'm').exec(body!)?.[1] ?? '');
    const context = value('context') ?? '.';
    const file = value('dockerfile');
    return {
      context,
      // It counts from the context.
      file: file === undefined ? undefined : `${context}/${file}`,
      target: value('target'),
      network: value('network'),
      tags: list('tags'),
      args: pairs('args'),
      secrets: list('secret'),
      contexts: pairs('contexts'),
    };
  });
}

/** A text, or the name of a variable alone. */
const BAKE_VALUE = '(?:"([^"\\n]*)"|([A-Za-z_]\\w*)(?=[ \\t]*(?:[,}\\r\\n#]|$)))';
const BAKE_PAIR = new RegExp(`(?<![\\w.-])([\\w.-]+)"?\\s*=\\s*${BAKE_VALUE}`, 'g');
const BAKE_VARIABLE = /\bvariable\s+"([A-Za-z_]\w*)"\s*\{((?:"[^"\n]*"|[^{}"])*)\}/g;

function pairsIn(text: string): string[] {
  return [...text.matchAll(BAKE_PAIR)].map(([, name, value, variable]) => `${name}=${bakeText(value, variable)}`);
}

function bakeText(value: string | undefined, variable: string | undefined): string {
  return value ?? `\${${variable}}`;
}

/** Variables of a bake file with what they are where nobody sets them. */
export function variablesInBake(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [, name, body] of text.matchAll(BAKE_VARIABLE)) {
    const given = /(?:^|[\s;])default\s*=\s*(?:"([^"\n$]*)"|([\d.]+|true|false))/.exec(body!);
    if (given) values.set(name!, given[1] ?? given[2]!);
  }
  return values;
}

/** The jobs of a workflow, with the document that they stand in. */
function jobsOf(path: FilePath, documents: Documents): { readonly root: YamlNode; readonly job: YamlNode }[] {
  return (documents.yaml(path)?.documents ?? []).flatMap((root) =>
    (asMap(findValue(root, 'jobs'))?.entries ?? []).map(({ value: job }) => ({ root, job })),
  );
}

function stepsIn(node: YamlNode | undefined): readonly YamlNode[] {
  return asSeq(findValue(node, 'steps'))?.items ?? [];
}

/** The tags that a step before makes of the names that it is given. */
const MADE_TAGS = /^\$\{\{\s*steps\.([\w-]+)\.outputs\.tags\s*\}\}$/;

/** Source: https://github.com/docker/metadata-action#images-input */
function imagesMadeBy(job: YamlNode | undefined, id: string): string[] {
  const step = stepsIn(job).find((each) => asText(findValue(each, 'id')) === id);
  if (!asText(findValue(step, 'uses'))?.startsWith('docker/metadata-action@')) return [];
  return linesOf(asText(findValue(step, 'with', 'images')), /\n/).flatMap((line) => {
    const parts = line.split(',').map((part) => part.trim());
    // Several names in a line, or one with its options.
    const named = parts.find((part) => part.startsWith('name='))?.slice('name='.length);
    return named === undefined ? parts.filter((part) => !part.includes('=')) : [named];
  });
}

/** The steps of a workflow with the action that builds. Source: https://github.com/docker/build-push-action#inputs */
export function buildsInWorkflow(path: FilePath, text: string, documents: Documents): WrittenBuild[] {
  if (!text.includes('docker/build-push-action@')) return [];
  const found: WrittenBuild[] = [];
  for (const { job } of jobsOf(path, documents)) {
    for (const step of stepsIn(job)) {
      if (!asText(findValue(step, 'uses'))?.startsWith('docker/build-push-action@')) continue;
      const input = (name: string): string | undefined => asText(findValue(step, 'with', name));
      const lines = (name: string, ends = /\n/): string[] => linesOf(input(name), ends);
      const tags = lines('tags', /[\n,]/).flatMap((tag) => {
        const by = MADE_TAGS.exec(tag)?.[1];
        return by === undefined ? [tag] : imagesMadeBy(job, by);
      });
      // Until its second version it named them otherwise. Source: https://github.com/docker/build-push-action/tree/releases/v1
      const repository = input('repository');
      const registry = input('registry');
      found.push({
        context: input('context') ?? input('path') ?? '.',
        file: input('file') ?? input('dockerfile'),
        target: input('target'),
        network: input('network'),
        tags: repository === undefined ? tags : [registry === undefined ? repository : `${registry}/${repository}`],
        args: lines('build-args'),
        secrets: lines('secret-files').map((line) => line.replace(/^([^=]+)=(.*)$/, 'id=$1,src=$2')),
        contexts: lines('build-contexts'),
      });
    }
  }
  return found;
}

/** What is not plain sailing for somebody who follows the folder: the rest may run elsewhere, or never. */
const WINDING = /[(`]|\b(?:do|then|esac)\b/;
const STEPS =
  /(?:^|[\n;&|])[ \t]*cd[ \t]+["']?([\w./-]+)["']?(?=[ \t]*(?:[\n;&]|$))|\bdocker\s+(?:buildx\s+|image\s+)?build\s([^\n;&|]*)/g;

/**
 * Every `docker build` of a script that runs from its first line to its last, with the folder that it stands in by then.
 * @param folder where the script starts.
 */
function buildsInScript(text: string, folder: Folder): WrittenBuild[] {
  const joined = text.replace(/\\\r?\n/g, ' ');
  const stops = joined.replace(/\$\{\{[^}]{0,300}\}\}|\$\([^)]{0,300}\)/g, '');
  const changes = joined.match(/(?<![\w./-])(?:cd|pushd|popd)\b/g)?.length ?? 0;
  if (changes > 0 && WINDING.test(stops)) return [];
  const found: WrittenBuild[] = [];
  let at: Folder | undefined = folder;
  let followed = 0;
  for (const [, into, line] of joined.matchAll(STEPS)) {
    if (line === undefined) {
      followed++;
      at = at === undefined ? undefined : plainPath(at, into!);
    } else if (at !== undefined) found.push(startedIn(at, buildOfLine(line)));
  }
  return followed === changes ? found : [];
}

/** What counts from the folder of the call, counted from the root. */
function startedIn(folder: Folder, build: WrittenBuild): WrittenBuild {
  if (folder === '') return build;
  const below = (path: string | undefined): string | undefined => {
    if (path === undefined) return undefined;
    const inside = plainPath(folder, path);
    return inside === undefined ? path : inside || '.';
  };
  return { ...build, context: below(build.context), file: below(build.file) };
}

/** The `docker build` that steps of a workflow run, each in its folder. */
function buildsInSteps(path: FilePath, text: string, documents: Documents): WrittenBuild[] {
  if (!/\bdocker\s+(?:buildx\s+|image\s+)?build\s/.test(text)) return [];
  const folderOf = (node: YamlNode | undefined): string | undefined =>
    asText(findValue(node, 'defaults', 'run', 'working-directory'));
  return jobsOf(path, documents).flatMap(({ root, job }) =>
    stepsIn(job).flatMap((step) => {
      const script = asText(findValue(step, 'run'));
      if (!script?.includes('docker')) return [];
      const written = asText(findValue(step, 'working-directory')) ?? folderOf(job) ?? folderOf(root) ?? '.';
      const folder = plainPath('', written);
      return folder === undefined ? [] : buildsInScript(script, folder);
    }),
  );
}

/**
 * The steps of Google Cloud Build that call Docker: their arguments are a list.
 * Source: https://cloud.google.com/build/docs/build-config-file-schema
 */
function buildsInCloudBuild(path: FilePath, text: string, documents: Documents): WrittenBuild[] {
  if (!text.includes('docker')) return [];
  return (documents.yaml(path)?.documents ?? []).flatMap((root) =>
    stepsIn(root).flatMap((step) => {
      if (!/(?:^|[/_-])docker(?::|$)/.test(asText(findValue(step, 'name')) ?? '')) return [];
      if (findValue(step, 'entrypoint') !== undefined) return [];
      const words = asSeq(findValue(step, 'args'))?.items.map((item) => asText(item) ?? '') ?? [];
      const first = words[0] === 'buildx' ? 1 : 0;
      const folder = plainPath('', asText(findValue(step, 'dir')) ?? '.');
      if (words[first] !== 'build' || folder === undefined) return [];
      return [startedIn(folder, buildOfWords(words.slice(first + 1)))];
    }),
  );
}

function linesOf(text: string | undefined, ends: RegExp): string[] {
  return (text ?? '')
    .split(ends)
    .map((line) => line.trim())
    .filter(Boolean);
}

/** What a workflow that others call is told to build: it takes the words of `docker build`, or those of the action. */
const CALLED_NAMES = ['image-names', 'image-name', 'image_name', 'images', 'image', 'tags'];

/** The jobs of a workflow that call another one, and hand it a context and the name of an image. */
export function buildsInCalls(path: FilePath, text: string, documents: Documents): WrittenBuild[] {
  if (!text.includes('context')) return [];
  const found: WrittenBuild[] = [];
  for (const { job } of jobsOf(path, documents)) {
    if (!asText(findValue(job, 'uses'))?.includes('.github/workflows/')) continue;
    const input = (name: string): string | undefined => asText(findValue(job, 'with', name));
    const context = input('context');
    if (context === undefined) continue;
    const file = input('file') ?? input('dockerfile');
    const tags = CALLED_NAMES.flatMap((name) => linesOf(input(name), /[\n,]/));
    // Whether its file counts from the context is for the other workflow to say.
    if (file !== undefined && !/^\.?\/?$/.test(context)) continue;
    found.push({ context, file, target: input('target'), tags, args: [], secrets: [], contexts: [] });
  }
  return found;
}

/** Variables that the file sets once, to something written out. */
export function valuesIn(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const several = new Set<string>();
  for (const [, name, value] of text.matchAll(
    /^[ \t-]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*(?:[:?]?=|:(?=[ \t]))[ \t]*["']?([\w./:-]+)["']?[ \t]*\r?$/gm,
  )) {
    if (values.has(name!) && values.get(name!) !== value) several.add(name!);
    values.set(name!, value!);
  }
  for (const name of several) values.delete(name);
  return values;
}

const VARIABLE = /\$\{\{\s*(?:env\.)?([A-Za-z_]\w*)\s*\}\}|\$[{(]([A-Za-z_]\w*)[})]|\$([A-Za-z_]\w*)/g;

/** With what the variables are that are known; the others stay as they are written. `undefined` where it grows too long. */
export function fillVariables(text: string, values: ReadonlyMap<string, string>): string | undefined {
  return fillIn(text, VARIABLE, (match, a, b, c) => values.get((a ?? b ?? c)!) ?? match!);
}

/** A path below the root; `undefined` where it climbs out, is absolute, or holds a variable. */
export function plainPath(folder: Folder, path: string): Folder | undefined {
  return /^[\w./-]+$/.test(path) ? resolveIn(folder, path) : undefined;
}

/** What a pipeline builds, however it writes it. @param untilQuote as for `buildsInText`. */
export function buildsInPipeline(
  { system, path, text }: PipelineFile,
  documents: Documents,
  untilQuote = false,
): WrittenBuild[] {
  if (!text.includes('docker')) return [];
  if (system === 'Google Cloud Build') {
    const listed = buildsInCloudBuild(path, text, documents);
    return listed.length > 0 ? listed : buildsInText(text, { untilQuote });
  }
  const inText = buildsInText(text, { untilQuote });
  if (!OF_WORKFLOWS.has(system)) return inText;
  const builds = inText.length > 0 ? inText : buildsInSteps(path, text, documents);
  return [...builds, ...buildsInWorkflow(path, text, documents)];
}

/** They read the same workflows. Sources: https://docs.gitea.com/usage/actions/comparison, https://forgejo.org/docs/latest/user/actions/github-actions/ */
const OF_WORKFLOWS: ReadonlySet<CiSystem> = new Set(['GitHub Actions', 'Gitea Actions', 'Forgejo Actions']);
