// GitHub actions at a commit of a release. `git ls-remote --tags https://github.com/<name>` lists the tags of each.
/** An action at the commit of a release; the version stands behind it as a comment, where Dependabot and Renovate look. */
export interface Action {
  readonly name: string;
  readonly commit: string;
  readonly version: string;
}

/** The action that checks the repository out. */
export const CHECKOUT: Action = {
  name: 'actions/checkout',
  commit: 'd23441a48e516b6c34aea4fa41551a30e30af803',
  version: 'v6.1.0',
};
export const TRIVY: Action = {
  name: 'aquasecurity/trivy-action',
  commit: 'a9c7b0f06e461e9d4b4d1711f154ee024b8d7ab8',
  version: 'v0.36.0',
};
export const GRYPE: Action = {
  name: 'anchore/scan-action',
  commit: 'e1165082ffb1fe366ebaf02d8526e7c4989ea9d2',
  version: 'v7.4.0',
};
export const SNYK: Action = {
  name: 'snyk/actions/docker',
  commit: 'b98d498629f1c368650224d6d212bf7dfa89e4bf',
  version: '0.4.0',
};
export const UPLOAD: Action = {
  name: 'github/codeql-action/upload-sarif',
  commit: '8aad20d150bbac5944a9f9d289da16a4b0d87c1e',
  version: 'v4.36.2',
};
/** The action that installs Node. */
export const SETUP_NODE: Action = {
  name: 'actions/setup-node',
  commit: '249970729cb0ef3589644e2896645e5dc5ba9c38',
  version: 'v6.5.0',
};
export const PINNED_ACTIONS: readonly Action[] = [CHECKOUT, SETUP_NODE, TRIVY, GRYPE, SNYK, UPLOAD];

/** `actions/checkout@<commit>`. */
export function actionReference({ name, commit }: Action): string {
  return `${name}@${commit}`;
}
