// What shows that a program talks to the cluster's API, or that something is put beside it that does.
import {
  type Repository,
  type FilePath,
  type Folder,
  child,
  words,
  parseImageReference,
  wordList,
  exactPattern,
  anyOf,
  baseName,
} from '../../src/model/index.js';

/** Programs whose work is the API, by the last part of their image's name. */
const CLIENTS = words(`
  agent alloy ambassador contour coredns dashboard descheduler executor external-dns falco filebeat flink fluent-bit
  gatekeeper goldilocks grafana-agent headlamp ingress-nginx kaniko karpenter kyverno metricbeat auditbeat
  metrics-server octant operator patroni pilot promtail prometheus proxyv2 reloader scope skaffold telegraf tilt
  traefik vector velero inbound-agent k9s airflow cluster-agent devspace autoscaler nginx-ingress`);
const CLIENT_PREFIXES = wordList(`
    kubectl k8s- kube- kubernetes- argo cert-manager flux fluentd helm datadog opentelemetry-collector otel
    node-problem jenkins gitlab-runner actions-runner tekton spark hazelcast vault consul linkerd istio cilium
    calico csi- trivy keda knative kubeflow rancher telepresence weave chaos litmus kong stakater bootkube spilo
    drone-runner`);
const CLIENT_SUFFIXES = wordList('-operator -controller -controller-manager -provisioner -autoscaler -kubernetes');

/** Words of a manifest that only make sense to a client of the API, or that put one beside the container. */
const CLIENT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bkubectl\b/, 'it calls kubectl'],
  [/\/var\/run\/secrets\/kubernetes\.io\b/, 'it reads the token'],
  [/\bKUBERNETES_\w+|\bKUBE_\w+|\bK8S_\w+/, 'it has a variable of a Kubernetes client'],
  [/--(?:kubeconfig|in-?cluster|leader-?elect)|\bkubernetes_sd_configs?\b/, 'it has an option of a Kubernetes client'],
  [/\b(?:MY_)?POD_NAMESPACE\b/, 'it asks for its namespace, as clients of the API do'],
  [
    /\b(?:vault|consul)\.hashicorp\.com\/|\blinkerd\.io\/inject\b|\bdapr\.io\//,
    'a sidecar that uses the token is put beside it',
  ],
];

/** Libraries that talk to the API, as the files that list dependencies name them. */
const CLIENT_LIBRARIES = anyOf(
  // Go
  /k8s\.io\/client-go|sigs\.k8s\.io\/controller-runtime/m,
  // Node.js
  /@kubernetes\/client-node|kubernetes-client|godaddy\/kubernetes/m,
  // Java
  /io\.fabric8|io\.kubernetes|spring-cloud(?:-starter)?-kubernetes|hazelcast-kubernetes|akka-discovery-kubernetes/m,
  // Python
  /(?:^|["'])(?:kubernetes|kubernetes[-_]asyncio|kopf|lightkube|pykube(?:-ng)?|openshift)\b/m,
  // .NET
  /KubernetesClient/m,
  // Rust
  /\bkube(?:-client|-runtime)?\s*=|\bk8s-openapi\b/m,
  // Ruby
  /\bkubeclient\b/m,
);
const DEPENDENCY_FILES = exactPattern(
  `
  package.json pyproject.toml Pipfile setup.py go.mod Cargo.toml pom.xml build.gradle build.gradle.kts Gemfile
  composer.json`,
  { also: [/requirements[\w.-]*\.txt/, /.*\.csproj/] },
);

/** Why an image seems to talk to the API; `undefined` where nothing says so. */
export function clientImage(image: string): string | undefined {
  const reference = parseImageReference(image);
  if (!reference) return undefined;
  const name = baseName(reference.path);
  const known =
    CLIENTS.has(name) ||
    CLIENT_PREFIXES.some((prefix) => name.startsWith(prefix)) ||
    CLIENT_SUFFIXES.some((suffix) => name.endsWith(suffix));
  return known ? `the image ${name} is a client of the API, by its name` : undefined;
}

export function clientWords(text: string): string | undefined {
  return CLIENT_WORDS.find(([pattern]) => pattern.test(text))?.[1];
}

/** The file of a build context that lists a client of the API among its dependencies. */
export function clientLibrary(repository: Repository, context: Folder): FilePath | undefined {
  for (const name of repository.list(context)) {
    if (!DEPENDENCY_FILES.test(name)) continue;
    const path = child(context, name);
    if (CLIENT_LIBRARIES.test(repository.read(path) ?? '')) return path;
  }
  return undefined;
}
