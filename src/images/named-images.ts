// Every image that files name, as they are before any step.
import { parseImageReference, type Documents, type FilePath, type Group } from '../model/index.js';
import { endOfLife } from '../knowledge/index.js';
import { composeImages } from './in-compose.js';
import { writtenImages } from './in-dockerfile.js';
import { containerImages } from './in-manifests.js';

export interface NamedImage {
  readonly file: FilePath;
  readonly line: number;
  /** With its registry, where one is written. */
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
  /** The day on which what it holds had its last fixes, where that is past. */
  readonly endsOn: string | null;
}

/** The images of these files, in their order. Names that a variable completes and no default does are left out. */
export function namedImages(
  documents: Documents,
  { dockerfiles, compose, kubernetes }: Pick<Group, 'dockerfiles' | 'compose' | 'kubernetes'>,
): readonly NamedImage[] {
  const found: NamedImage[] = [];
  const add = (file: FilePath, line: number, image: string): void => {
    const reference = parseImageReference(image);
    if (!reference) return;
    const { registry, repository, tag = null, digest = null } = reference;
    const name = registry === undefined ? repository : `${registry}/${repository}`;
    found.push({ file, line, name, tag, digest, endsOn: endOfLife(image)?.on ?? null });
  };
  for (const file of dockerfiles) {
    const doc = documents.dockerfile(file);
    if (!doc) continue;
    for (const { image, span, place } of writtenImages(doc).images)
      if (place !== 'directive.syntax') add(file, doc.lines.lineAt(span.start) + 1, image);
  }
  for (const file of compose) {
    const doc = documents.compose(file);
    if (!doc) continue;
    for (const { image, scalar } of composeImages(doc, () => false).images)
      add(file, doc.yaml.lines.position(scalar.span.start).line, image);
  }
  for (const file of kubernetes) {
    const doc = documents.manifests(file);
    if (!doc) continue;
    for (const { image, scalar } of containerImages(doc))
      add(file, doc.yaml.lines.position(scalar.span.start).line, image);
  }
  return found;
}
