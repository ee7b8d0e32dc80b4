import { type Folder, parent, resolveIn } from '../model/index.js';
import type { FilePath, Span } from '../model/index.js';
import type { ComposeDoc } from './compose.js';

/** How one service is built. A field is absent where the file does not decide it. */
export interface ComposeLink {
  readonly service: string;
  /** Of the `build` value. */
  readonly span: Span;
  /** Inside the root, `''` for the root itself; absent for a URL, a variable, or a place outside the root. */
  readonly context?: Folder;
  /** Absent where the context is, for an inline Dockerfile, a variable, or a place outside the root. */
  readonly dockerfile?: FilePath;
  readonly target?: string;
}

/** One entry for each service that builds, in the order of the file. */
export function composeLinks(doc: ComposeDoc): ComposeLink[] {
  const links: ComposeLink[] = [];
  const folder = parent(doc.file);
  for (const service of doc.services) {
    if (doc.service(service.name) !== service) continue;
    const { build } = service;
    if (!build) continue;
    const context = localPath(folder, withDefaults(build.context ?? '.'));
    const dockerfile =
      context === undefined || build.inline
        ? undefined
        : localPath(context, withDefaults(build.dockerfile ?? 'Dockerfile'));
    links.push({
      service: service.name,
      span: build.node.span,
      ...(context === undefined ? {} : { context }),
      ...(dockerfile ? { dockerfile } : {}),
      ...(build.target === undefined || build.target.includes('$') ? {} : { target: build.target }),
    });
  }
  return links;
}

/** With the defaults that stand in the text: `${DIR:-.}/web` is `./web` unless somebody sets DIR. */
export function withDefaults(text: string): string {
  return text.replace(/\$\{\w+:?-([^${}]*)\}/g, '$1');
}

/** A path relative to a folder of the root, without `.` and `..`; `undefined` where it is not one. */
export function localPath(folder: Folder, path: string): Folder | undefined {
  return /\\|:\/\/|^(?:git@|github\.com\/)/.test(path) ? undefined : resolveIn(folder, path);
}
