import type { FileError, FilePath, SourceFile, Target } from '../model/index.js';
import { LEAVE_OUT, foundSkipped, type Discovered } from './found.js';
import { kindOfName, type NameKind } from './names.js';
import { decodeSource, MAX_FILE_BYTES, readInside } from './read.js';
import { dockerfileTemplate, generatedHeader, looksLikeDockerfile, yamlTemplate } from './templates.js';
import type { Tree } from './tree.js';

/** Pipelines are told by where they lie, and only those that have to do with images are taken. */
const PIPELINE_PLACE = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)\.gitlab-ci\.ya?ml$/;
const PIPELINE_WORDS = /docker|podman|buildah|kaniko/i;

/** True for a pipeline of GitHub Actions or GitLab that has to do with images. */
export function isPipeline(path: FilePath, text: string): boolean {
  return PIPELINE_PLACE.test(path) && PIPELINE_WORDS.test(text);
}

/** Tells Compose and Kubernetes YAML by content. */
export type Sniff = (text: string) => 'compose' | 'kubernetes' | undefined;

export interface JudgeOptions {
  readonly sniff: Sniff;
  /** The user named the file: what it is not is said aloud. */
  readonly named: boolean;
  /** Templates and generated files are taken when named. */
  readonly force: boolean;
}

/** YAML above this is data; only a name that says what it is gets it read. */
const MAX_SNIFF_BYTES = 1024 * 1024;

/** What one file is. `undefined`: none of harden's business, and nobody asked. */
export function classifyFile(tree: Tree, path: FilePath, name: string, options: JudgeOptions): Discovered | undefined {
  const byName = kindOfName(name);
  const template = byName === 'template';
  const kind = template ? kindOfName(name.slice(0, name.lastIndexOf('.'))) : byName;
  const forced = options.force && options.named;
  if (kind === undefined && !options.named) return undefined;
  if (template && !forced && (kind !== 'yaml' || options.named)) return foundSkipped(path, 'template', 'by its name');
  const source = sourceOf(tree, path, kind, options);
  if (source === undefined || 'kind' in source) return source;
  const { text } = source;
  if (template && !forced) return wouldBeOurs(text) ? foundSkipped(path, 'template', 'by its name') : undefined;
  const target = targetOf(kind, path, text, options.sniff);
  if (forced && target !== undefined) return { kind: 'file', path, target, source };
  // The `${{ }}` of a workflow is its own language.
  const marked =
    target === 'pipeline' ? undefined : target === 'dockerfile' ? dockerfileTemplate(text) : yamlTemplate(text);
  if (marked !== undefined && (target !== undefined || wouldBeOurs(text))) {
    return foundSkipped(path, 'template', `line ${marked.line}: ${marked.detail}`);
  }
  if (target === undefined) return options.named ? foundSkipped(path, 'not-recognised', NOT_OURS) : undefined;
  if (target === 'dockerfile' && onlyComments(text))
    return foundSkipped(path, 'not-recognised', 'holds no instruction');
  const generated = generatedHeader(text);
  if (generated !== undefined) return foundSkipped(path, 'generated', `line ${generated.line} ${generated.detail}`);
  return { kind: 'file', path, target, source };
}

const NOT_OURS = 'neither a Dockerfile nor a Compose file nor a Kubernetes manifest, nor a pipeline that builds images';

/** The text, the error to report, or nothing when the file does not matter. */
function sourceOf(
  tree: Tree,
  path: FilePath,
  kind: NameKind | undefined,
  { named, sniff }: JudgeOptions,
): SourceFile | Discovered | undefined {
  const ours = named || kind === 'dockerfile' || kind === 'compose';
  const bytes = readInside(tree, path, ours ? MAX_FILE_BYTES : MAX_SNIFF_BYTES);
  if (!(bytes instanceof Uint8Array)) {
    // A large file that no name speaks for is data. Anything else that cannot be read could be ours.
    return !ours && bytes.tooLarge === true
      ? undefined
      : fail({ path, message: bytes.message, ...(named ? {} : { hint: LEAVE_OUT }) });
  }
  const { source, error } = decodeSource(path, bytes);
  if (source !== undefined) return source;
  // Bytes that are not UTF-8 matter only in a file that would be ours: one character a byte is enough to tell.
  return ours || targetOf(kind, path, Buffer.from(bytes).toString('latin1'), sniff) !== undefined
    ? fail(error)
    : undefined;
}

function targetOf(kind: NameKind | undefined, path: FilePath, text: string, sniff: Sniff): Target | undefined {
  if (kind === 'dockerfile' || kind === 'compose') return kind;
  if (kind === 'yaml' && PIPELINE_PLACE.test(path)) return isPipeline(path, text) ? 'pipeline' : undefined;
  if (kind === 'yaml') return sniffed(text, sniff);
  return looksLikeDockerfile(text) ? 'dockerfile' : undefined;
}

/** Empty files and stubs: nothing to build, and nothing wrong with them. */
function onlyComments(text: string): boolean {
  return text.split('\n').every((line) => /^[\s\ufeff]*(?:#|$)/.test(line));
}

/** YAML that would be one of ours once its placeholders are filled in; until then no parser reads it. */
function wouldBeOurs(text: string): boolean {
  return /^apiVersion:/m.test(text) ? /^kind:/m.test(text) : /^services:/m.test(text);
}

/** Asks only where the words that either format needs occur at all: most YAML is neither. */
function sniffed(text: string, sniff: Sniff): 'compose' | 'kubernetes' | undefined {
  return /apiVersion|services|image|build/.test(text) ? sniff(text) : undefined;
}

function fail(error: FileError): Discovered {
  return { kind: 'error', error };
}
