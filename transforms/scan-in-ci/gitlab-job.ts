// The job of a GitLab pipeline, for each scanner.
import { scannerIn } from '../../src/knowledge/index.js';
import type { YamlValue } from '../../src/yaml/index.js';
import type { Scanner } from '../../src/pipelines/index.js';

/** The job of a GitLab pipeline: the pushed image is scanned by name, with the login of the pipeline. */
export function gitlabScanJob(
  image: string,
  build: { readonly name: string; readonly stage?: string },
  scanner: Scanner,
  fail: boolean,
): YamlValue {
  return {
    ...(build.stage === undefined ? {} : { stage: build.stage }),
    needs: [build.name],
    ...gitlabScan(image, scanner, fail),
  };
}

/**
 * What a scanner runs in, and how. Trivy reports to the merge request; the others print a table, and mark the job.
 * Sources: https://trivy.dev/docs/latest/tutorials/integrations/gitlab-ci/,
 * https://github.com/anchore/grype/blob/main/cmd/grype/cli/options/registry.go,
 * https://docs.snyk.io/developer-tools/snyk-cli/configure-the-snyk-cli/environment-variables-for-snyk-cli
 */
function gitlabScan(image: string, scanner: Scanner, fail: boolean): { readonly [key: string]: YamlValue } {
  const green = fail ? {} : { allow_failure: true };
  switch (scanner) {
    case 'trivy': {
      const report = 'gl-container-scanning-report.json';
      return {
        image: { name: scannerIn(scanner), entrypoint: [''] },
        variables: {
          GIT_STRATEGY: 'none',
          TRIVY_USERNAME: '$CI_REGISTRY_USER',
          TRIVY_PASSWORD: '$CI_REGISTRY_PASSWORD',
          TRIVY_AUTH_URL: '$CI_REGISTRY',
        },
        script: [
          `trivy image --format template --template @/contrib/gitlab.tpl --output ${report} ${image}`,
          `trivy image --severity HIGH,CRITICAL --ignore-unfixed --exit-code ${fail ? 1 : 0} ${image}`,
        ],
        artifacts: { when: 'always', reports: { container_scanning: report } },
      };
    }
    case 'grype':
      return {
        ...green,
        image: { name: scannerIn(scanner), entrypoint: [''] },
        variables: {
          GIT_STRATEGY: 'none',
          GRYPE_REGISTRY_AUTH_AUTHORITY: '$CI_REGISTRY',
          GRYPE_REGISTRY_AUTH_USERNAME: '$CI_REGISTRY_USER',
          GRYPE_REGISTRY_AUTH_PASSWORD: '$CI_REGISTRY_PASSWORD',
        },
        script: [`/grype registry:${image} --only-fixed --fail-on high`],
      };
    case 'snyk':
      return {
        ...green,
        // Not the slim one, which has no certificates of authorities.
        image: 'node:22',
        variables: {
          GIT_STRATEGY: 'none',
          SNYK_REGISTRY_USERNAME: '$CI_REGISTRY_USER',
          SNYK_REGISTRY_PASSWORD: '$CI_REGISTRY_PASSWORD',
        },
        script: [`npx --yes ${scannerIn(scanner)} container test --severity-threshold=high ${image}`],
      };
  }
}
