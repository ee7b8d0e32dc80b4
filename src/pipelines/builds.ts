// What a pipeline builds, where the file says it in plain words.
import { words, exactPattern, type Stop, isStop, stop, anyOf, partPattern } from '../model/index.js';
import { asText, findEntry } from '../yaml/index.js';
import type { Job, PipelineDoc, PipelineStep } from './pipeline.js';

/** An image as `docker build` makes it from the checkout alone. */
export interface Build {
  readonly context: string;
  /** Absent: the Dockerfile in the context. */
  readonly file?: string;
  readonly target?: string;
  readonly job: Job;
}

export interface Builds {
  readonly builds: readonly Build[];
  readonly unclear: readonly Stop<Job>[];
}

const PLAIN = /^[\w./-]+$/;

/** The images a workflow builds, each once, and those that cannot be built again from what the file says. */
export function buildsOf(doc: PipelineDoc): Builds {
  const builds: Build[] = [];
  const unclear: Stop<Job>[] = [];
  const seen = new Set<string>();
  for (const job of doc.jobs) {
    let made: Stop | undefined;
    for (const step of job.steps) {
      for (const found of inStep(step)) {
        const blocked = isStop(found) ? found : made;
        if (blocked) {
          unclear.push({ ...blocked, at: job });
          continue;
        }
        const build = found as Omit<Build, 'job'>;
        const key = keyOf(build);
        if (!seen.has(key)) builds.push({ ...build, job });
        seen.add(key);
      }
      made ??= mayMake(step);
    }
  }
  return { builds, unclear };
}

/** The Dockerfile, from the root of the repository. */
export function fileOf({ context, file }: Pick<Build, 'context' | 'file'>): string {
  return file ?? joined(context, 'Dockerfile');
}

/** Equal for builds of the same image. */
export function keyOf(build: Omit<Build, 'job'>): string {
  return `${fileOf(build)} ${clean(build.context)} ${build.target ?? ''}`;
}

type Found = Omit<Build, 'job'> | Stop;

function inStep(step: PipelineStep): Found[] {
  if (step.uses?.startsWith('docker/build-push-action@')) return [fromAction(step)];
  if (step.uses?.startsWith('docker/bake-action@')) {
    return [stop('needs-decision', 'the image is built by bake; add the scan to the bake file')];
  }
  return (step.run ?? '').includes('docker') ? fromScript(step.run!) : [];
}

function fromAction(step: PipelineStep): Found {
  // Version 1 called the context `path`, and the file `dockerfile`.
  const context = step.input('context') ?? step.input('path') ?? '.';
  const file = step.input('file') ?? step.input('dockerfile');
  const target = step.input('target');
  const special = ['secrets', 'secret-files', 'secret-envs', 'ssh', 'build-contexts', 'build-args', 'build_args'].find(
    (name) => step.input(name) !== undefined,
  );
  if (special) return stop('needs-decision', `the build needs ${special}; decide whether the scan may have them too`);
  return plain(context, file, target);
}

function plain(context: string, file: string | undefined, target: string | undefined): Found {
  const odd = [context, file, target].find((each) => each !== undefined && !PLAIN.test(each));
  if (odd !== undefined) {
    return stop(
      'contains-variable',
      `what is built is decided when it runs (${shortened(odd)}); scan the image where its name is known`,
    );
  }
  return { context: clean(context), ...(file ? { file: clean(file) } : {}), ...(target ? { target } : {}) };
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

/** Options of `docker build` that take a word. Source: https://docs.docker.com/reference/cli/docker/buildx/build/#options */
const WITH_VALUE = words(`
  -t --tag -f --file --target --platform --label --cache-from --cache-to --progress --network --builder -o --output
  --iidfile --metadata-file --provenance --sbom --attest --annotation --cpuset-cpus -m --memory --shm-size --ulimit`);
const ALONE = exactPattern('--push --load --pull --no-cache --rm --force-rm -q --quiet --squash --compress', {
  also: [/--(?:pull|rm|force-rm|no-cache|push|load|sbom|provenance)=\S*/],
});

/** Every `docker build` of a script that is a command of its own on its line. */
function fromScript(script: string): Found[] {
  const found: Found[] = [];
  for (const line of script.replace(/\\\r?\n/g, ' ').split('\n')) {
    const command = /^\s*(?:sudo\s+)?(?:DOCKER_BUILDKIT=1\s+)?docker\s+(?:buildx\s+|image\s+)?build\s+(\S.*)?$/.exec(
      line,
    );
    if (command) found.push(fromCommand(command[1] ?? ''));
    else if (/^\s*docker(?:-|\s+)compose\b.*\sbuild\b/.test(line)) {
      found.push(stop('needs-decision', 'Compose builds the images here; name one of them to scan'));
    }
  }
  return found;
}

function fromCommand(words: string): Found {
  const [command = ''] = words.split(/\s(?:&&|;|\|)/, 1);
  // An expression may hold blanks: `${{ github.sha }}` is one word.
  const list = command.match(/(?:\$\{\{[^}]{0,300}\}\}|\S)+/g) ?? [];
  let context: string | undefined;
  let file: string | undefined;
  let target: string | undefined;
  for (let at = 0; at < list.length; at++) {
    const word = list[at]!;
    if (!word.startsWith('-')) {
      if (context !== undefined)
        return stop('unsupported-syntax', `the command ${shortened(`docker build ${command}`)} is not plain`);
      context = unquoted(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    if (ALONE.test(word)) continue;
    if (/^-t\S/.test(word) && equals === -1) continue;
    if (!WITH_VALUE.has(name))
      return stop('needs-decision', `the build needs ${name}; decide whether the scan may have it too`);
    const value = unquoted(equals === -1 ? (list[++at] ?? '') : word.slice(equals + 1));
    if (name === '-f' || name === '--file') file = value;
    if (name === '--target') target = value;
  }
  if (context === undefined) return stop('unsupported-syntax', 'the build has no context');
  return plain(context, file, target);
}

function unquoted(word: string): string {
  return /^(["']).*\1$/.test(word) ? word.slice(1, -1) : word;
}

/** What may stand before the build without making part of it. */
const HARMLESS = partPattern(
  `
  actions/checkout actions/cache azure/login azure/docker-login google-github-actions/auth
  google-github-actions/setup-gcloud step-security/harden-runner dorny/paths-filter`,
  {
    before: /^/,
    after: /@/,
    also: [/[\w-]{1,100}\/[\w-]{0,100}setup-[\w-]+/, /(?:docker|aws-actions|sigstore|imjasonh|tj-actions)\/[\w-]+/],
    flags: 'i',
  },
);
const HARMLESS_RUN = anyOf(
  /^\s*(?:#|\[|[A-Z_]+=)/,
  /^\s*(?:echo|export|set|cat|ls|pwd|env|if|fi|then|else|done)\b/,
  /^\s*docker\s+(?:login|version|info|pull|run|images|tag|push|buildx\s+(?:create|use|ls))\b/,
);

/** A step that may make what a later one builds the image from: the checkout alone is then not enough. */
function mayMake(step: PipelineStep): Stop | undefined {
  if (step.uses !== undefined && HARMLESS.test(step.uses)) return undefined;
  const lines = (step.run ?? '').split('\n').filter((line) => line.trim() !== '');
  if (
    step.uses === undefined &&
    lines.every((line) => HARMLESS_RUN.test(line) || /^\s*(?:sudo\s+)?docker\s+(?:\S+\s+)?build\b/.test(line))
  )
    return undefined;
  const name = asText(findEntry(step.map, 'name')?.value) ?? step.uses ?? shortened(lines[0] ?? '');
  return stop(
    'needs-evidence',
    `an earlier step (${shortened(name)}) may make what the image is built from; add the scan behind the build`,
  );
}

function clean(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.join('/') || '.';
}

function joined(context: string, name: string): string {
  return clean(context) === '.' ? name : `${clean(context)}/${name}`;
}
