import { filePath, type Folder } from '../model/index.js';
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
  const folder = doc.file.includes('/') ? doc.file.slice(0, doc.file.lastIndexOf('/')) : '';
  for (const service of doc.services) {
    if (doc.service(service.name) !== service) continue;
    const { build } = service;
    if (!build) continue;
    const context = pathFrom(folder, build.context ?? '.');
    const dockerfile =
      context === undefined || build.inline ? undefined : pathFrom(context, build.dockerfile ?? 'Dockerfile');
    links.push({
      service: service.name,
      span: build.node.span,
      ...(context === undefined ? {} : { context: context === '' ? '' : filePath(context) }),
      ...(dockerfile ? { dockerfile: filePath(dockerfile) } : {}),
      ...(build.target === undefined || build.target.includes('$') ? {} : { target: build.target }),
    });
  }
  return links;
}

/** A path relative to a folder of the root, without `.` and `..`; `undefined` where it is not one. */
export function pathFrom(folder: string, path: string): string | undefined {
  const local = !path.includes('$') && !path.includes('://') && !path.includes('\\');
  if (!local || /^(\/|~|[A-Za-z]:|git@|github\.com\/)/.test(path)) return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
