// Official images that a registry of one's own holds under their own names.
import { type Assumption, exactPattern, parseImageReference, words } from '../model/index.js';
import { imageProfile } from './images.js';
import { osOfTag, parseTag } from './image-os.js';
import { serviceProfile } from './images/index.js';

/** Registries on which a name belongs to whoever made it first, or to one vendor: `ghcr.io/acme/node` is of acme. */
const OF_OTHERS = words(`
  cgr.dev container-registry.oracle.com docker.elastic.co docker.n8n.io docker.pkg.github.com docker.redpanda.com gcr.io
  ghcr.io icr.io k8s.gcr.io launcher.gcr.io localhost lscr.io mcr.microsoft.com nvcr.io public.ecr.aws quay.io
  registry.access.redhat.com registry.centos.org registry.fedoraproject.org registry.gitlab.com registry.k8s.io
  registry.redhat.io`);

/**
 * Folders in which registries keep what they copy from Docker Hub, as their manuals name them.
 * Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html,
 * https://goharbor.io/docs/2.11.0/administration/configure-proxy-cache/,
 * https://docs.gitlab.com/user/packages/dependency_proxy/
 */
const COPIES = words(`
  containers docker-cache docker-hub docker-hub-cache docker-hub-proxy docker-hub-remote docker-io docker-proxy
  docker-remote docker.io dockerhub dockerhub-cache dockerhub-proxy dockerhub-remote dockerio library proxy`);

/** What tags of official images are made of besides versions and the names of systems. */
const TAG_WORDS = exactPattern(
  `apache cli corretto current fpm full jdk jre latest lts mainline management minimal openjdk slim stable temurin zts`,
  {},
);
const VERSION = /^v?\d{1,8}(?:[._]\d{1,8}){0,4}$/;
const WITH_VERSION = /^(?:jdk|jre|temurin|php|java)\d{1,2}(?:\.\d{1,3}){0,2}$/;

/**
 * The official image that one in a registry of one's own may be a copy of: `node:20-alpine` for
 * `registry.example.com/library/node:20-alpine`. Only somebody who knows the registry can say that it is. `undefined`
 * for any other name, for a tag that the official image would not have, and for the public copies, which are certain.
 */
export function officialOriginal(text: string): string | undefined {
  const reference = parseImageReference(text);
  const { registry, host, repository, tag } = reference ?? {};
  if (!host || registry === undefined || host === 'docker.io' || tag === undefined) return undefined;
  if (OF_OTHERS.has(host) || host.endsWith('.gcr.io')) return undefined;
  const path = repository!.split('/');
  const name = path.at(-1)!;
  const folder = path.at(-2);
  if (folder !== undefined && !COPIES.has(folder)) return undefined;
  const official = `${name}:${tag}`;
  const isKnown = imageProfile(official) !== undefined || serviceProfile(official) !== undefined;
  const isCertain = imageProfile(text) !== undefined || serviceProfile(text) !== undefined;
  return isKnown && !isCertain && isOfficialTag(tag) ? official : undefined;
}

function isOfficialTag(tag: string): boolean {
  return tag
    .split('-')
    .every(
      (part) =>
        VERSION.test(part) || WITH_VERSION.test(part) || TAG_WORDS.test(part) || osOfTag(parseTag(part)) !== undefined,
    );
}

/** What is believed where an image is taken for the official one of its name. */
export function isOriginal(image: string, original: string): Assumption {
  return {
    id: 'image-is-the-official-one',
    believes: `\`${image}\` is the official image \`${original}\`, which the registry copied`,
    breaksIf:
      'it is another image of that name: its user, its programs and what it writes are not those that are known',
    checkBy: '`docker buildx imagetools inspect` of both: a copy has the same digest, or layers of the same digests',
  };
}
