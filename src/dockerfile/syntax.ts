// What the frontend that `# syntax=` names can read.
import type { DockerfileDoc } from './document.js';

/**
 * The image that `# syntax=` names, where it is of Docker's own and older than a version (`1.6`); `undefined` where none is
 * named, the tag moves with a major version, or nothing is known of it.
 */
export function olderSyntax(doc: DockerfileDoc, since: `1.${number}`): string | undefined {
  const value = doc.directives.find(({ name }) => name === 'syntax')?.value ?? '';
  const [, major, minor] = /dockerfile(?:-upstream)?:(\d{1,3})(?:\.(\d{1,3}))?/.exec(value) ?? [];
  if (major === undefined || value.includes('labs')) return undefined;
  if (major === '0') return value;
  return major === '1' && minor !== undefined && Number(minor) < Number(since.slice(2)) ? value : undefined;
}
