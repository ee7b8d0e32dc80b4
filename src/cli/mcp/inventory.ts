// What the files of a session name: images, services, workloads.
import { namedImages, writtenImages } from '../../images/index.js';
import type { InventoryRow } from '../../mcp/index.js';
import type { FilePath, Target } from '../../model/index.js';
import type { Session } from '../session.js';

/** A row for each image, service and workload, by file. */
export function inventoryRows({ workspace }: Pick<Session, 'workspace'>): InventoryRow[] {
  const documents = workspace.memory.of(workspace.repository);
  const of = (wanted: Target): FilePath[] =>
    workspace.files.filter(({ target }) => target === wanted).map(({ path }) => path);
  const files = { dockerfiles: of('dockerfile'), compose: of('compose'), kubernetes: of('kubernetes') };
  return [
    ...namedImages(documents, files).map(
      (image): InventoryRow => ({ kind: 'image', ...image, isPinned: image.digest !== null }),
    ),
    ...files.dockerfiles.flatMap((file) => {
      const doc = documents.dockerfile(file);
      const computed = doc ? writtenImages(doc).computed : [];
      return computed.map(({ at, message }): InventoryRow => {
        return { kind: 'image', file, line: doc!.lines.lineAt(at.span.start) + 1, unread: message };
      });
    }),
    ...files.compose.flatMap((file) => {
      const doc = documents.compose(file);
      return (doc?.services ?? []).map(({ name, keySpan, image, build }): InventoryRow => {
        const line = doc!.yaml.lines.position(keySpan.start).line;
        const { context, dockerfile, target } = build ?? {};
        return {
          kind: 'service',
          file,
          line,
          name,
          image,
          ...(build ? { build: { context, dockerfile, target } } : {}),
        };
      });
    }),
    ...files.kubernetes.flatMap((file) => {
      const doc = documents.manifests(file);
      return (doc?.workloads ?? []).map(({ kind, name, namespace, kindSpan, containers }): InventoryRow => {
        const line = doc!.yaml.lines.position(kindSpan.start).line;
        const list = containers.map((each) => ({ name: each.name, image: each.image }));
        return { kind: 'workload', file, line, workload: kind, name, namespace, containers: list };
      });
    }),
  ];
}
