// The web server that a base image brings, and where the settings that it is given have it listen.
import {
  type Context,
  type Evidence,
  type FilePath,
  type Folder,
  baseName,
  child,
  isWithin,
  rowOf,
} from '../model/index.js';
import { baseChain, type DockerfileDoc, type Stage } from '../dockerfile/index.js';
import { programIn } from '../programs/index.js';
import { serviceProfile, webServerPrograms, type ServiceProfile } from '../knowledge/index.js';
import { profileEvidence } from '../services/index.js';
import { copiedPaths } from './given-paths.js';
import type { ImageUse } from './start.js';

export interface WebServer {
  /** Absent where its settings do not show one. */
  readonly port?: number;
  readonly evidence: readonly Evidence[];
}

/** Where the settings of a server lie, and how they name a port. */
interface Settings {
  readonly folder: string;
  readonly listen: RegExp;
  /** One of these without a line of its own has the usual port. */
  readonly block?: RegExp;
  /** Lines in these files are settings. */
  readonly files: RegExp;
}

const APACHE = /^[ \t]*(?:Listen[ \t]+|<VirtualHost[ \t]+)(?:[^\s:>]{1,60}:)?(\d{1,5}|[%$]\S*)/gim;
// Sources: https://nginx.org/en/docs/http/ngx_http_core_module.html#listen, https://httpd.apache.org/docs/2.4/bind.html
const SETTINGS: Readonly<Record<string, Settings>> = {
  nginx: {
    folder: '/etc/nginx',
    listen: /^[ \t]*listen[ \t]+(?:\[::\]:|[\w.*-]{1,60}:)?(\d{1,5}|\$\S*)([^;\n]{0,200})/gm,
    block: /^[ \t]*server[ \t]*\{/m,
    files: /\.(?:conf|template)$|(?:^|\/)default$/,
  },
  httpd: { folder: '/usr/local/apache2/conf', listen: APACHE, files: /\.conf$/ },
  php: { folder: '/etc/apache2', listen: APACHE, files: /\.conf$/ },
};

/** A file of the repository that lies among the settings of a server. */
export interface GivenFile {
  readonly target: string;
  /** Of the file, or of the folder that is given whole. */
  readonly path: Folder;
}

/**
 * The web server of the base image, where that is what is started.
 * @param use what is started; `undefined` where the base image decides.
 */
export function webServerOf(
  use: ImageUse | undefined,
  surroundings: {
    readonly doc: DockerfileDoc;
    readonly stage: Stage;
    readonly folder: Folder | undefined;
    readonly context: Context;
  },
): WebServer | undefined {
  const { doc, stage, folder, context } = surroundings;
  const profile = stage.rootImage === undefined ? undefined : serviceProfile(stage.rootImage);
  if (!profile || !startsIt(profile, use)) return undefined;
  const given =
    folder === undefined
      ? undefined
      : copiedPaths(doc, stage, folder, context).flatMap(({ target, path }): GivenFile[] =>
          path === undefined ? [] : [{ target, path }],
        );
  const writes = baseChain(stage).flatMap(({ instructions }) =>
    instructions.filter(({ keyword }) => WRITES.has(keyword)),
  );
  return listensBy(
    profile,
    given,
    writes.map(({ keyword, args }) => `${keyword} ${args}`),
    context,
  );
}

const WRITES: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD', 'CMD', 'ENTRYPOINT']);

/** The web server of an image that is pulled, with what is mounted over its settings. */
export function listensBy(
  profile: ServiceProfile,
  given: readonly GivenFile[] | undefined,
  written: readonly string[],
  { evidence: { repository } }: Context,
): WebServer | undefined {
  const name = baseName(profile.image);
  const settings = rowOf(SETTINGS, name);
  const [usual] = (profile.ports ?? []).filter(({ is }) => is.purpose === 'web' && is.protocol === undefined);
  if (!settings || !usual) return undefined;
  // A build that edits the settings itself: what it leaves is not followed.
  const edits = written.some((line) => !/^(?:COPY|ADD) /.test(line) && line.includes(settings.folder) && isEdit(line));
  if (edits || given === undefined) return { evidence: [] };
  const files = given.filter(({ target }) => isWithin(target, settings.folder) || isWithin(settings.folder, target));
  const found: { readonly port: number; readonly evidence: Evidence }[] = [];
  let isDecided = false;
  let usualIn: Evidence | undefined;
  for (const path of files.flatMap(({ path: source }) => settingsBelow(source, settings, repository))) {
    const text = repository.read(path) ?? '';
    const block = settings.block?.exec(text);
    if (block && text.search(settings.listen) === -1) {
      const says = `a server that names no port listens on ${usual.is.port}`;
      usualIn = { says, from: { kind: 'source', file: path, quote: block[0].trim() } };
    }
    for (const match of text.matchAll(settings.listen)) {
      isDecided = true;
      const [line = '', port = '', rest = ''] = match;
      if (!/^\d+$/.test(port)) return { evidence: [] };
      if (/\b(?:ssl|quic|udp)\b/.test(rest) || port === '443') continue;
      const from = { kind: 'source', file: path, quote: line.trim() } as const;
      found.push({ port: Number(port), evidence: { says: `the server listens on ${port}`, from } });
    }
  }
  const [first] = found;
  if (usualIn !== undefined && !first) return { port: usual.is.port, evidence: [usualIn] };
  if (first) return { port: first.port, evidence: [first.evidence] };
  // Files that are given and name none, or one that is not in the repository.
  if (isDecided || (files.length > 0 && files.some(({ target }) => replacesMain(target)))) return { evidence: [] };
  if (copiesUnseen(written, settings.folder, files)) return { evidence: [] };
  const says = `${profile.image.replace('docker.io/', '')} listens on ${usual.is.port}`;
  return { port: usual.is.port, evidence: [profileEvidence(profile, usual, says)] };
}

/** `sed -ri -e 's!/var/www/html!...!g'`: it writes another folder, as the documentation of the image has it. */
function movesFolder(line: string): boolean {
  const edits = [...line.matchAll(/(?<![\w$])s([!|#,:])([^!|#,:\s]{0,80})/g)];
  return edits.length > 0 && edits.every(([, , from = '']) => from.startsWith('/var/www')) && !/[>]|\btee\b/.test(line);
}

function isEdit(line: string): boolean {
  if (movesFolder(line)) return false;
  return programIn(line, 'rewritesText') !== undefined || /(?<![<>&0-9])>/.test(line);
}

function replacesMain(target: string): boolean {
  return /\.(?:conf|template)$/.test(target) || /\/(?:nginx|conf|conf\.d|apache2|sites-enabled)$/.test(target);
}

/** A COPY into the folder of which no file was found in the repository. */
function copiesUnseen(written: readonly string[], folder: string, files: readonly GivenFile[]): boolean {
  return files.length === 0 && written.some((line) => /^(?:COPY|ADD) /.test(line) && line.includes(`${folder}/`));
}

function startsIt(profile: ServiceProfile, use: ImageUse | undefined): boolean {
  const names = webServerPrograms(profile.image);
  if (!names || profile.role?.is !== 'web') return false;
  const last = use?.program.started.at(-1);
  return use === undefined || (last !== undefined && names.includes(last.name) && use.program.compiles.length === 0);
}

const MOST_FILES = 40;

function settingsBelow(source: Folder, { files }: Settings, repository: Context['evidence']['repository']): FilePath[] {
  if (source !== '' && repository.kind(source) === 'file') return [source];
  const names = repository.list(source).slice(0, MOST_FILES);
  return names.flatMap((name) => {
    const path = child(source, name);
    if (repository.kind(path) === 'file') return files.test(path) ? [path] : [];
    const inside = repository.list(path).slice(0, MOST_FILES);
    return inside
      .map((each) => child(path, each))
      .filter((each) => files.test(each) && repository.kind(each) === 'file');
  });
}
