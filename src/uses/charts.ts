// The workloads of Helm charts, as far as they can be read without Helm: what a template writes in plain words, and values
// of values.yaml that it names. For reading alone: a template is never edited.
import {
  child,
  type FilePath,
  type Folder,
  type GroupContext,
  groupFact,
  namesFact,
  parent,
  type Repository,
  walkFiles,
} from '../model/index.js';
import { findValue, isObject, toJS, type PlainValue, type YamlNode } from '../yaml/index.js';
import type { KubernetesDoc } from '../kubernetes/index.js';

/** What stands for a value that nobody but Helm can tell. No image is called so, and no number is. */
export const OPEN_VALUE = 'OPEN-VALUE';

/** The charts of a repository hold no more files than this, or it is a collection of other people's. */
const MOST_TEMPLATES = 200;
const MOST_ENTRIES = 20_000;

/** Of manifests, and of the charts of the repository. What holds none of the texts need not be parsed. */
export function workloadsNaming(
  texts: readonly string[],
  files: readonly FilePath[],
  around: GroupContext,
): KubernetesDoc[] {
  const { documents } = around;
  const named = files.filter((file) => texts.some((each) => documents.text(file)?.includes(each)));
  return [...named.flatMap((file) => documents.manifests(file) ?? []), ...chartWorkloads(around, texts)];
}

/** Of the charts of the repository, those templates that hold one of the texts once their values are filled in. */
function chartWorkloads(around: GroupContext, texts: readonly string[]): KubernetesDoc[] {
  const found: KubernetesDoc[] = [];
  for (const { file, text } of groupFact(around, fillCharts)) {
    if (found.length >= MOST_TEMPLATES || !texts.some((each) => text.includes(each))) continue;
    const doc = around.documents.manifestsOf(file, text);
    if (doc) found.push(doc);
  }
  return found;
}

interface Chart {
  readonly folder: Folder;
  readonly templates: readonly FilePath[];
}

function findCharts(repository: Repository): Chart[] {
  const from: readonly Folder[] = [''];
  const tour = { from, tracked: true, mostEntries: MOST_ENTRIES, deepest: 8 } as const;
  const charts = walkFiles(repository, { ...tour, wanted: (name) => name === 'Chart.yaml' });
  return [...charts].map(parent).map((folder) => {
    const templates = walkFiles(repository, {
      ...tour,
      from: [child(folder, 'templates')],
      wanted: (name) => /\.ya?ml$/.test(name),
      mostFiles: MOST_TEMPLATES,
    });
    return { folder, templates: [...templates] };
  });
}

interface Filled {
  readonly file: FilePath;
  readonly text: string;
}

/** The templates that make containers. Not parsed: most of them are of other images than those that are asked about. */
function fillCharts({ evidence: { repository }, documents }: GroupContext): Filled[] {
  const found: Filled[] = [];
  for (const { folder, templates } of namesFact(repository, findCharts)) {
    const texts = templates.flatMap((file) => {
      const text = documents.text(file);
      return text?.includes('containers:') ? [{ file, text }] : [];
    });
    const values = texts.length > 0 ? documents.yaml(child(folder, 'values.yaml'))?.documents[0] : undefined;
    // A template that is no YAML without Helm is left unread.
    for (const { file, text } of texts) found.push({ file, text: plainText(text, values) });
  }
  return found;
}

/** The template with its values filled in, line by line, so that places stay where they are. */
function plainText(template: string, values: YamlNode | undefined): string {
  let scope: string | undefined;
  const lines = template.split('\n').map((line) => {
    const trimmed = line.trim();
    const action = trimmed.startsWith('{{') && trimmed.endsWith('}}') ? inner(trimmed) : undefined;
    if (action === undefined || action.includes('}}')) return filled(line, values, scope);
    if (action.startsWith('with ')) scope = action.slice('with '.length).trim();
    const indent = Number(/\bn?indent[ ]{1,4}(\d{1,3})/.exec(action)?.[1] ?? 0);
    const value = valueOf(action, values, scope);
    // A map on one line is YAML as well.
    return isObject(value) ? `${' '.repeat(indent)}${JSON.stringify(value)}` : '';
  });
  return lines.join('\n');
}

/** Without braces, and the dashes that take blanks away. */
function inner(braces: string): string {
  return braces
    .slice(2, -2)
    .replace(/^-[ \t]/, '')
    .replace(/[ \t]-$/, '')
    .trim();
}

/** A line with something of the template within. */
function filled(line: string, values: YamlNode | undefined, scope: string | undefined): string {
  let text = '';
  let at = 0;
  for (;;) {
    const open = line.indexOf('{{', at);
    const close = open === -1 ? -1 : line.indexOf('}}', open);
    if (close === -1) return text + line.slice(at);
    const value = valueOf(inner(line.slice(open, close + 2)), values, scope);
    text += line.slice(at, open);
    if (typeof value === 'string' || typeof value === 'number') text += String(value);
    else text += isObject(value) ? JSON.stringify(value) : OPEN_VALUE;
    at = close + 2;
  }
}

const PATH = /^\.Values((?:\.\w{1,100}){1,10})$/;
/** What changes how a value is written, and not what it is. */
const WRITES = /^(?:quote|squote|trim|toString|toYaml|n?indent \d{1,3})$/;

/** Of `.Values.image.repository | quote`; `undefined` for whatever else is done with a value, and for an empty one. */
function valueOf(action: string, values: YamlNode | undefined, scope: string | undefined): PlainValue | undefined {
  const [first = '', ...pipes] = action.split('|').map((part) => part.trim());
  if (!pipes.every((pipe) => WRITES.test(pipe))) return undefined;
  const name = first.replace(/^toYaml /, '').trim();
  const path = PATH.exec(name === '.' ? (scope ?? '') : name)?.[1];
  const node = path === undefined ? undefined : findValue(values, ...path.slice(1).split('.'));
  const value = node && toJS(node);
  return value === '' || value === null ? undefined : value;
}
