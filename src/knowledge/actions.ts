// Actions of GitHub at a commit of a release, and what scanners come in.
import table from './data/actions.yaml';

export type ActionName = 'checkout' | 'setup-node' | 'trivy' | 'grype' | 'snyk' | 'upload';

/** An action at the commit of a release; the version stands behind it as a comment, where Dependabot and Renovate look. */
export interface Action {
  readonly name: string;
  readonly commit: string;
  readonly version: string;
}

/** `actions/checkout@<commit>`. */
export function actionReference(action: ActionName): string {
  return referenceTo(table().actions[action]);
}

function referenceTo({ name, commit }: Action): string {
  return `${name}@${commit}`;
}

/** The version that each action is, by its reference. */
export function actionVersions(): ReadonlyMap<string, string> {
  return new Map(Object.values(table().actions).map((action) => [referenceTo(action), action.version]));
}

/** What a scanner comes in where no action runs it: an image with a tag, or a package of npm with a version. */
export function scannerIn(scanner: 'trivy' | 'grype' | 'snyk'): string {
  return table().scanners[scanner].in;
}
