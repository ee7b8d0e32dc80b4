import {
  asMap,
  asSeq,
  asText,
  findEntry,
  isObject,
  parseYaml,
  dottedPlace,
  toJS,
  type PlainValue,
  type YamlEntry,
  type YamlFile,
  type YamlMap,
  type YamlNode,
} from '../yaml/index.js';
import type { FilePath, Span } from '../model/index.js';

/** A job, and what it runs. */
export interface Job {
  readonly name: string;
  readonly keySpan: Span;
  readonly entry: YamlEntry;
  readonly map: YamlMap;
  /** GitHub: its steps. GitLab: none. */
  readonly steps: readonly PipelineStep[];
  /** GitLab: the lines of `before_script` and `script`. */
  readonly script: readonly string[];
  place(...keys: readonly string[]): string;
}

/** A step of a GitHub job. */
export interface PipelineStep {
  readonly node: YamlNode;
  readonly map: YamlMap;
  /** `docker/build-push-action@v6`. */
  readonly uses: string | undefined;
  readonly run: string | undefined;
  /** A text of `with`. */
  input(name: string): string | undefined;
}

/** A pipeline of GitHub Actions or GitLab CI. */
export interface PipelineDoc {
  readonly file: FilePath;
  readonly text: string;
  readonly yaml: YamlFile;
  readonly kind: 'github' | 'gitlab';
  readonly root: YamlMap | undefined;
  readonly jobs: readonly Job[];
}

declare module '../model/index.js' {
  interface Documents {
    pipeline(path: FilePath | undefined): PipelineDoc | undefined;
  }
}

/** Keys at the top of a GitLab pipeline that are no jobs. Source: https://docs.gitlab.com/ci/yaml/#global-keywords */
const GITLAB_GLOBAL = new Set(
  'default include stages variables workflow image services before_script after_script cache pages:deploy spec'.split(
    ' ',
  ),
);

/**
 * Reads a pipeline.
 * @throws ParseError as `parseYaml` does.
 */
export function parsePipeline(file: FilePath, text: string): PipelineDoc {
  const yaml = parseYaml(file, text);
  const kind = /(?:^|\/)\.gitlab-ci\.ya?ml$/.test(file) ? 'gitlab' : 'github';
  // A GitLab file may begin with a document of `spec: inputs`.
  const root = asMap(yaml.documents.at(-1));
  const holder = kind === 'github' ? asMap(root && findEntry(root, 'jobs')?.value) : root;
  const jobs: Job[] = [];
  for (const entry of holder?.entries ?? []) {
    const map = asMap(entry.value);
    if (entry.merge || !map || (kind === 'gitlab' && (GITLAB_GLOBAL.has(entry.name) || entry.name.startsWith('.'))))
      continue;
    const at = kind === 'github' ? ['jobs', entry.name] : [entry.name];
    jobs.push({
      name: entry.name,
      keySpan: entry.key.span,
      entry,
      map,
      steps: stepsOf(map),
      script: [...linesOf(map, 'before_script'), ...linesOf(map, 'script')],
      place: (...keys) => dottedPlace(...at, ...keys),
    });
  }
  return { file, text, yaml, kind, root, jobs };
}

function stepsOf(job: YamlMap): PipelineStep[] {
  const steps: PipelineStep[] = [];
  for (const node of asSeq(findEntry(job, 'steps')?.value)?.items ?? []) {
    const map = asMap(node);
    if (!map) continue;
    const inputs = asMap(findEntry(map, 'with')?.value);
    steps.push({
      node,
      map,
      uses: asText(findEntry(map, 'uses')?.value),
      run: asText(findEntry(map, 'run')?.value),
      input: (name) => asText(inputs && findEntry(inputs, name)?.value),
    });
  }
  return steps;
}

/** GitLab takes a string, a list, and lists in lists (through anchors). */
function linesOf(job: YamlMap, key: string): string[] {
  const lines: string[] = [];
  function add(node: YamlNode | undefined): void {
    const text = asText(node);
    if (text !== undefined) lines.push(...text.split('\n'));
    else for (const item of asSeq(node)?.items ?? []) add(item);
  }
  add(findEntry(job, key)?.value);
  return lines;
}

/** What the file says, as plain JSON for the guards. */
export function effectivePipeline({ yaml }: PipelineDoc): { readonly [key: string]: PlainValue } {
  const values = yaml.documents.map((node) => toJS(node));
  const [only] = values;
  return values.length === 1 && isObject(only) ? only : { documents: values };
}
