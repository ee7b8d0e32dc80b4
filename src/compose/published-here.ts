// Images that the repository itself publishes, as far as its pipelines show.
import { filePath } from '../model/index.js';
import type { FilePath, Group } from '../model/index.js';
import { argumentSetIn, isBuiltHere, withoutTag, type Surroundings } from './built-here.js';

const PIPELINES = [
  '.gitlab-ci.yml',
  '.circleci/config.yml',
  '.drone.yml',
  '.travis.yml',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  'cloudbuild.yaml',
  'docker-bake.hcl',
  'Jenkinsfile',
  'Makefile',
].map(filePath);
const WORKFLOWS = filePath('.github/workflows');

interface Pipeline {
  readonly path: FilePath;
  readonly text: string;
}

const known = new WeakMap<Group, readonly Pipeline[]>();

/** Pipelines that push images somewhere. Read once for each group. */
function pipelinesOf({ group, evidence }: Surroundings): readonly Pipeline[] {
  const cached = known.get(group);
  if (cached) return cached;
  const { repository } = evidence;
  const workflows = repository.list(WORKFLOWS).filter((name) => /\.ya?ml$/.test(name));
  const found: Pipeline[] = [];
  for (const path of [...workflows.map((name) => filePath(`${WORKFLOWS}/${name}`)), ...PIPELINES]) {
    const text = repository.read(path);
    if (text !== undefined && /push/i.test(text)) found.push({ path, text });
  }
  known.set(group, found);
  return found;
}

/**
 * The pipeline that pushes an image of this name, as far as one can see: it names it and pushes something. Official
 * images, `postgres`, are nobody's own. A deployment that follows what a pipeline pushes would stand still with a pin.
 */
function publishedBy(image: string, around: Surroundings): FilePath | undefined {
  const name = withoutTag(image);
  if (!name.includes('/')) return undefined;
  for (const { path, text } of pipelinesOf(around)) {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      if (!/[\w./-]/.test(text[at - 1] ?? '') && !/[\w/-]/.test(text[at + name.length] ?? '')) return path;
    }
  }
  return undefined;
}

/** Why an image must be able to move; `undefined` where no pipeline pushes it, and where it is pinned. */
export function mustMove(image: string, around: Surroundings): string | undefined {
  const path = image.includes('@') ? undefined : publishedBy(image, around);
  return (
    path &&
    `${withoutTag(image)} seems to be pushed by ${path}; let the release write its digest, or it would stand still here`
  );
}

/** What the other files of the repository say about the build of a Dockerfile. */
export function builtWith(
  dockerfile: FilePath,
  around: Surroundings,
): {
  isOwn(image: string): boolean;
  setBy(argument: string): FilePath | undefined;
  mustMove(image: string): string | undefined;
} {
  return {
    isOwn: isBuiltHere(around),
    setBy: argumentSetIn(dockerfile, around),
    mustMove: (image) => mustMove(image, around),
  };
}
