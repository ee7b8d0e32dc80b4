// Where the pipelines of CI systems lie. Whoever asks what the pipelines of a repository build, push or scan asks here,
// so that all look into the same files.
import {
  child,
  factOf,
  filePath,
  type FilePath,
  type Folder,
  folderPath,
  parent,
  type Repository,
  wordList,
} from '../model/index.js';

/**
 * Where each system looks, from the folder that it is set up for, with the page that says so. What ends in a slash is a
 * folder: all YAML files in it are pipelines, or parts that a pipeline takes in.
 */
const PLACES = [
  // https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
  ['GitHub Actions', '.github/workflows/'],
  // https://docs.gitea.com/usage/actions/quickstart
  ['Gitea Actions', '.gitea/workflows/'],
  // https://forgejo.org/docs/latest/user/actions/quick-start/
  ['Forgejo Actions', '.forgejo/workflows/'],
  // https://docs.gitlab.com/ci/yaml/
  ['GitLab CI', '.gitlab-ci.yml .gitlab-ci.yaml .gitlab/ci/'],
  // https://circleci.com/docs/reference/configuration-reference/
  ['CircleCI', '.circleci/'],
  // https://docs.drone.io/pipeline/overview/
  ['Drone', '.drone.yml .drone.yaml'],
  // https://woodpecker-ci.org/docs/usage/project-settings
  ['Woodpecker', '.woodpecker.yml .woodpecker.yaml .woodpecker/'],
  // https://docs.travis-ci.com/user/customizing-the-build/
  ['Travis CI', '.travis.yml'],
  // https://learn.microsoft.com/azure/devops/pipelines/get-started/pipelines-get-started
  ['Azure Pipelines', 'azure-pipelines.yml azure-pipelines.yaml .azure-pipelines.yml .azure-pipelines/'],
  // https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/
  ['Bitbucket Pipelines', 'bitbucket-pipelines.yml'],
  // https://cloud.google.com/build/docs/build-config-file-schema
  ['Google Cloud Build', 'cloudbuild.yaml cloudbuild.yml cloudbuild.json'],
  // https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
  ['AWS CodeBuild', 'buildspec.yml buildspec.yaml'],
  // https://www.jenkins.io/doc/book/pipeline/jenkinsfile/
  ['Jenkins', 'Jenkinsfile'],
  // https://buildkite.com/docs/agent/cli/reference/pipeline
  ['Buildkite', 'buildkite.yml buildkite.yaml .buildkite/'],
  // https://pipelinesascode.com
  ['Tekton', '.tekton/'],
  // https://docs.semaphore.io/reference/pipeline-yaml
  ['Semaphore', '.semaphore/'],
  // https://www.appveyor.com/docs/build-configuration/
  ['AppVeyor', 'appveyor.yml .appveyor.yml'],
  // https://cirrus-ci.org/guide/writing-tasks/
  ['Cirrus CI', '.cirrus.yml'],
  // https://codefresh.io/docs/docs/pipelines/what-is-the-codefresh-yaml/
  ['Codefresh', 'codefresh.yml'],
] as const;

const LOOKED_AT = PLACES.flatMap(([system, places]) =>
  wordList(places).map((place) => ({ system, place, first: place.split('/', 1)[0]! })),
);

export type CiSystem = (typeof PLACES)[number][0];

/** A file that a CI system reads. */
interface PipelinePlace {
  readonly system: CiSystem;
  readonly path: FilePath;
}

export interface PipelineFile extends PipelinePlace {
  readonly text: string;
}

/** More pipelines than anybody maintains, and longer ones. */
const MOST_FILES = 200;
const LARGEST = 300_000;

/** The pipelines of a folder that a CI system may be set up for: the root, or that of a project with CI of its own. */
export function pipelinePlaces(repository: Repository, folder: Folder = ''): readonly PipelinePlace[] {
  const here = new Set(repository.list(folder));
  const found: PipelinePlace[] = [];
  for (const { system, place, first } of LOOKED_AT) {
    if (!here.has(first)) continue;
    const at = child(folder, place.replace(/\/$/, ''));
    if (!place.endsWith('/')) found.push({ system, path: at });
    else for (const name of yamlIn(repository, at)) found.push({ system, path: child(at, name) });
  }
  return found.filter(({ path }) => repository.kind(path) === 'file').slice(0, MOST_FILES);
}

function yamlIn(repository: Repository, folder: Folder): string[] {
  return repository.list(folder).filter((name) => /\.ya?ml$/.test(name));
}

/** The pipelines of the whole repository, as they are before any step. Read once, whoever asks. */
export function pipelineFiles(repository: Repository): readonly PipelineFile[] {
  return factOf(repository.over?.base ?? repository, readFiles);
}

/** The folder whose pipeline this is: above `.github`, or where `.gitlab-ci.yml` lies. */
export function pipelineHome(file: FilePath): Folder {
  return folderPath(parent(file).replace(/(?:^|\/)\.github\/workflows$/, ''));
}

/** True for a workflow below the root of a repository: GitHub reads those of the root alone. */
export function isUnread(file: FilePath, repository: Repository): boolean {
  const home = pipelineHome(file);
  // https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
  if (home === '' || !parent(file).endsWith('.github/workflows')) return false;
  const git = filePath('.git');
  if (repository.kind(child(home, git)) !== undefined) return false;
  return (
    repository.kind(git) !== undefined || pipelinePlaces(repository).some(({ system }) => system === 'GitHub Actions')
  );
}

function readFiles(repository: Repository): readonly PipelineFile[] {
  return pipelinePlaces(repository).flatMap((place) => {
    const text = repository.read(place.path);
    return text === undefined || text.length > LARGEST ? [] : [{ ...place, text }];
  });
}
