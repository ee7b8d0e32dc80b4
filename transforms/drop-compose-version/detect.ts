// Why a version key is there, as far as the file and what stands around it say.
import {
  baseName,
  child,
  folderPath,
  parent,
  resolveIn,
  wordPattern,
  type Context,
  type FilePath,
  type Folder,
} from '../../src/model/index.js';
import { asBoolean, asMap, entriesOf, findValue, type YamlEntry } from '../../src/yaml/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import { findSwarmSign } from '../../src/services/index.js';

const GIVES_A_REASON = wordPattern(
  'version versions format schema need needs needed require requires required keep kept must because older legacy compatible compatibility swarm stack portainer podman',
  { flags: 'i' },
);
const SAYS_IT_IS_IDLE = wordPattern('optional obsolete ignored ignores deprecated unused', { flags: 'i' });
const LONGEST = 60;

/** The comment beside the key, or right above it, that says why it is there. What says that it is of no use is none. */
export function reasonGiven(doc: ComposeDoc, version: YamlEntry): string | undefined {
  const { lines } = doc.yaml;
  const line = lines.lineAt(version.span.start);
  const comments = doc.yaml.comments.map(({ offset, ownLine, text }) => ({
    at: lines.lineAt(offset),
    ownLine,
    text,
  }));
  const beside = comments.find(({ at, ownLine }) => at === line && !ownLine);
  if (beside && !SAYS_IT_IS_IDLE.test(beside.text)) return shown(beside.text);
  const above: string[] = [];
  for (let at = line - 1; ; at--) {
    const comment = comments.find((each) => each.ownLine && each.at === at);
    if (!comment) break;
    above.unshift(comment.text);
  }
  const text = above.join(' ');
  return GIVES_A_REASON.test(text) && !SAYS_IT_IS_IDLE.test(text) ? shown(text) : undefined;
}

function shown(comment: string): string {
  const text = comment
    .replace(/(?:^|\s)#+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

/** What is meant for `docker stack deploy`: something in the file, its name, or who deploys it. */
export function stackSign(doc: ComposeDoc, context: Context): string | undefined {
  return findSwarmSign(doc) ?? keptBySwarm(doc) ?? named(doc.file) ?? deployed(doc, context);
}

function keptBySwarm({ root }: ComposeDoc): string | undefined {
  for (const kind of ['secrets', 'configs']) {
    const map = root && asMap(findValue(root, kind));
    for (const [name, { value }] of map ? entriesOf(map) : []) {
      const external = asMap(value) && findValue(value, 'external');
      if (external && asBoolean(external) !== false) return `${name} in ${kind} is kept by Swarm`;
    }
  }
  return undefined;
}

function named(file: FilePath): string | undefined {
  return /\b(?:stacks?|swarm)\b/.test(file.replaceAll('_', '-')) ? 'the path of the file speaks of a stack' : undefined;
}

// More files than this around a Compose file are not read.
const MOST_READ = 40;
const LARGEST = 200_000;
const GUIDES =
  /^(?:readme(?:\.\w+)?|[\w.-]+\.(?:md|sh)|(?:gnu)?makefile|justfile|taskfile\.ya?ml|\.gitlab-ci\.yml|jenkinsfile)$/i;
const WORKFLOWS = /\.ya?ml$/;

/** A guide, a script or a pipeline that deploys the file: beside it, in the root, or in the usual folders of the root. */
function deployed({ file }: ComposeDoc, { evidence }: Context): string | undefined {
  const { repository } = evidence;
  const own = parent(file);
  const folders: readonly (readonly [Folder, RegExp])[] = [
    [own, GUIDES],
    ['', GUIDES],
    [folderPath('scripts'), GUIDES],
    [folderPath('.github/workflows'), WORKFLOWS],
  ];
  const guides = folders.flatMap(([folder, names]) =>
    repository.list(folder).flatMap((name) => (names.test(name) ? [child(folder, name)] : [])),
  );
  for (const guide of [...new Set(guides)].slice(0, MOST_READ)) {
    const text = repository.read(guide);
    if (text === undefined || text.length > LARGEST) continue;
    if (deploysOf(text).some((files) => isMeant(file, guide, files))) return `${guide} deploys it as a stack`;
  }
  return undefined;
}

/** The files that each `docker stack deploy` of a text names. */
function deploysOf(text: string): string[][] {
  return [...text.matchAll(/\bstack[ \t]+(?:deploy|up)\b((?:[^\n`\\]|\\\r?\n|\\.)*)/g)].map(([, words = '']) =>
    [...words.matchAll(/(?:^|\s)(?:-c|--compose-file)(?:=|\s+)["']?([^\s"']+)/g)].map((match) => match[1]!),
  );
}

/** Where nothing is named that can be read, a guide speaks of what lies beside it. */
function isMeant(file: FilePath, guide: FilePath, files: readonly string[]): boolean {
  const isBeside = parent(guide) === parent(file);
  if (files.every((each) => each === '-' || each.includes('$'))) return isBeside;
  return files.some((each) => {
    const path = each.replace(/^(?:\.\/)+/, '');
    return (
      [resolveIn(parent(guide), path), resolveIn('', path)].includes(file) ||
      (isBeside && baseName(path) === baseName(file))
    );
  });
}
