import type { FileError, FilePath, SkippedFile } from '../model/index.js';
import type { Discovered } from './discover.js';
import { kindOfName, type NameKind } from './names.js';
import { decodeSource, MAX_FILE_BYTES, readInside } from './read.js';
import { dockerfileTemplate, generatedHeader, looksLikeDockerfile, yamlTemplate } from './templates.js';

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
export function judge(realRoot: string, path: FilePath, name: string, options: JudgeOptions): Discovered | undefined {
  const byName = kindOfName(name);
  const forced = options.force && options.named;
  if (byName === 'template' && !forced) return skip(path, 'template', 'by its name');
  const kind: NameKind | undefined = byName === 'template' ? kindOfName(name.slice(0, name.lastIndexOf('.'))) : byName;
  if (kind === undefined && !options.named) return undefined;
  const limit = kind === 'yaml' && !options.named ? MAX_SNIFF_BYTES : MAX_FILE_BYTES;
  const text = textOf(
    realRoot,
    path,
    limit,
    kind === 'dockerfile' || kind === 'compose' || options.named,
    options.sniff,
  );
  if (typeof text !== 'string') return text;
  const target = targetOf(kind, text, options.sniff);
  if (target === undefined) return options.named ? skip(path, 'not-recognised', NOT_OURS) : undefined;
  if (forced) return target === 'template' ? skip(path, 'not-recognised', NOT_OURS) : { kind: 'file', path, target };
  const marked = target === 'dockerfile' ? dockerfileTemplate(text) : yamlTemplate(text);
  if (marked !== undefined) return skip(path, 'template', `line ${marked.line}: ${marked.detail}`);
  if (target === 'template') return undefined;
  const generated = generatedHeader(text);
  if (generated !== undefined) return skip(path, 'generated', `line ${generated.line} ${generated.detail}`);
  return { kind: 'file', path, target };
}

const NOT_OURS = 'neither a Dockerfile nor a Compose file nor a Kubernetes manifest';

/** The text, the error to report, or nothing when the file does not matter. */
function textOf(
  realRoot: string,
  path: FilePath,
  limit: number,
  ours: boolean,
  sniff: Sniff,
): string | Discovered | undefined {
  const bytes = readInside(realRoot, path, limit);
  if (!(bytes instanceof Uint8Array)) {
    // A large YAML file that nobody named is data. Anything else that cannot be read could be ours.
    return !ours && bytes.tooLarge === true ? undefined : fail({ path, message: bytes.message });
  }
  const { source, error } = decodeSource(path, bytes);
  if (source !== undefined) return source.text;
  // Bytes that are not UTF-8 matter only in a file that would be ours: one character a byte is enough to tell.
  return ours || sniffSafely(Buffer.from(bytes).toString('latin1'), sniff) !== undefined ? fail(error) : undefined;
}

/** 'template': a YAML template that would be one of ours once it is filled in. */
function targetOf(
  kind: NameKind | undefined,
  text: string,
  sniff: Sniff,
): 'dockerfile' | 'compose' | 'kubernetes' | 'template' | undefined {
  if (kind === 'dockerfile' || kind === 'compose') return kind;
  if (kind !== 'yaml') return looksLikeDockerfile(text) ? 'dockerfile' : undefined;
  const found = sniffSafely(text, sniff);
  if (found !== undefined) return found;
  const likely = /^apiVersion:/m.test(text) ? /^kind:/m.test(text) : /^services:/m.test(text);
  return likely && yamlTemplate(text) !== undefined ? 'template' : undefined;
}

/** Asks only where the words that either format needs occur at all: most YAML is neither. */
function sniffSafely(text: string, sniff: Sniff): 'compose' | 'kubernetes' | undefined {
  return /apiVersion|services|image|build/.test(text) ? sniff(text) : undefined;
}

function skip(path: FilePath, reason: SkippedFile['reason'], detail: string): Discovered {
  return { kind: 'skipped', skipped: { path, reason, detail } };
}

function fail(error: FileError): Discovered {
  return { kind: 'error', error };
}
