// Tools that put other images in place of those a manifest names.
import { type GroupContext, child, type Folder, parent } from '../model/index.js';
import { asMap, asSeq, asText, findEntry, findValue, type YamlNode } from '../yaml/index.js';
import type { KubernetesDoc } from '../kubernetes/index.js';

const SKAFFOLD = ['skaffold.yaml', 'skaffold.yml'];
const KUSTOMIZE = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * The images that a `skaffold.yaml` in the folder or above it builds. Skaffold leaves a reference with a digest alone, so
 * a pin would stop it from putting in what it built. Source: https://skaffold.dev/docs/builders/
 */
export function builtBySkaffold(doc: KubernetesDoc, around: GroupContext): ReadonlySet<string> {
  const images = new Set<string>();
  for (let folder = parent(doc.file); ; folder = parent(folder)) {
    for (const name of SKAFFOLD) {
      for (const root of read(around, folder, name)) {
        const builds = [
          findValue(root, 'build'),
          ...itemsOf(findValue(root, 'profiles')).map((each) => findValue(each, 'build')),
        ];
        for (const build of builds) {
          for (const artifact of itemsOf(findValue(build, 'artifacts'))) {
            const image = asText(findValue(artifact, 'image'));
            if (image !== undefined) images.add(image);
          }
        }
      }
    }
    if (folder === '') return images;
  }
}

/**
 * The images for which the kustomization beside a manifest sets tag or digest: what the manifest says does not count.
 * Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
 */
export function setByKustomize(doc: KubernetesDoc, around: GroupContext): ReadonlySet<string> {
  const images = new Set<string>();
  for (const name of KUSTOMIZE) {
    for (const root of read(around, parent(doc.file), name)) {
      for (const item of itemsOf(findValue(root, 'images'))) {
        const map = asMap(item);
        const image = map && asText(findEntry(map, 'name')?.value);
        if (image !== undefined && (findEntry(map!, 'newTag') || findEntry(map!, 'digest'))) images.add(image);
      }
    }
  }
  return images;
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return asSeq(node)?.items ?? [];
}

/** The documents of a file; none where it is not there or does not parse, and then it is no file that harden changes. */
function read({ documents }: GroupContext, folder: Folder, name: string): readonly YamlNode[] {
  return documents.yaml(child(folder, name))?.documents ?? [];
}
