// Which program is the first of a container.
import { baseName } from '../model/index.js';
import type { ServiceProfile } from '../knowledge/index.js';
import { commandWords } from './conditions.js';
import type { ServiceView } from './rule.js';

/** First words of a command that start the server the image is made for, where its name is another. */
const SERVER_NAMES: Readonly<Record<string, readonly string[]>> = {
  mysql: ['mysqld', 'mysqld_safe'],
  mariadb: ['mariadbd', 'mariadbd-safe', 'mysqld', 'mysqld_safe'],
  mongo: ['mongod'],
  minio: ['server'],
  keycloak: ['start', 'start-dev'],
  httpd: ['httpd-foreground'],
};

/**
 * True where the container starts the server its image is made for, with other arguments at most: only then do the
 * facts about the image hold. A Dockerfile of the repository counts as its base image while it sets neither.
 */
export function startsOwnServer(view: ServiceView): boolean {
  const { runs } = view;
  if (!runs.profile || runs.entrypoint !== undefined || runs.built?.entrypoint) return false;
  return startsServerOf(runs.profile.image, commandWords(view));
}

/** True for a command that gives arguments to the server of an image, or names it: `-c x`, `mysqld --x`, nothing. */
export function startsServerOf(image: string, [first]: readonly string[]): boolean {
  if (first === undefined || first === '' || first.startsWith('-')) return true;
  const program = baseName(first);
  const name = baseName(image);
  return [name, `${name}-server`, `${name}d`, ...(SERVER_NAMES[name] ?? [])].includes(program);
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
