// Which program is the first of a container.
import { baseName } from '../model/index.js';
import { serverPrograms, type ServiceProfile } from '../knowledge/index.js';
import { commandWords } from './conditions.js';
import type { ServiceView } from './rule.js';
import type { Written } from './runs.js';

/**
 * True where the container starts the server its image is made for, with other arguments at most: only then do the
 * facts about the image hold. A Dockerfile of the repository counts as its base image while it sets neither.
 */
export function startsOwnServer(view: ServiceView): boolean {
  const { runs } = view;
  if (!runs.profile) return false;
  const { image } = runs.profile;
  const entry = runs.entrypoint ?? wordsOf(runs.built?.entrypoint);
  if (entry === undefined) return startsServerOf(image, commandWords(view));
  // The entry points of these only fill in templates: who calls the server itself has the same server.
  return entry.length > 0 && SERVE_FILES.has(image) && serverPrograms(image).includes(baseName(entry[0]!));
}

function wordsOf(written: Written | undefined): readonly string[] | undefined {
  return written && (written.exec ?? written.text.split(/\s+/));
}

/** True for a command that gives arguments to the server of an image, or names it: `-c x`, `mysqld --x`, nothing. */
export function startsServerOf(image: string, [first]: readonly string[]): boolean {
  if (first === undefined || first === '' || first.startsWith('-')) return true;
  return serverPrograms(image).includes(baseName(first));
}

/** Web servers that serve what they are given. Others of that role run programs, whose needs nobody described. */
const SERVE_FILES = new Set(['caddy', 'docker.io/nginxinc/nginx-unprivileged', 'httpd', 'nginx']);

/**
 * True for an image that a Dockerfile of the repository gives data and settings, so that its facts still hold. Not for
 * languages and the servers that run what is written in them.
 */
export function isWholeServer({ image, role }: ServiceProfile): boolean {
  if (!role || role.is === 'tool') return false;
  return role.is !== 'web' || SERVE_FILES.has(image);
}
