import { ParseError, filePath } from '../model/index.js';
import { asMap, findEntry, keyLines, parseYaml } from '../yaml/index.js';

/** `compose.yaml`, `docker-compose.yml`, and one with more words between: `compose.prod.yaml`, `docker-compose-dev.yml`. */
const COMPOSE_NAME = /^(?:compose(?:\..*)?|docker-compose.*)\.ya?ml$/i;

/** True for a file in the folder of others that is Compose's by its name, or else by its content. */
export function isComposeFile(name: string, text: string): boolean {
  return COMPOSE_NAME.test(name) || looksLikeCompose(text);
}

/** Top-level keys of other formats that have a `services:` map as well. */
const OTHERS = new Set(
  'apiVersion kind jobs on pipeline pipelines steps stages workflow workflows recipe tooling provider functions openapi swagger asyncapi AWSTemplateFormatVersion Resources parameters imports environments'.split(
    ' ',
  ),
);
const SERVICE_KEYS = new Set(
  'image build command entrypoint environment env_file ports volumes depends_on networks container_name restart extends healthcheck deploy'.split(
    ' ',
  ),
);

/**
 * True for text that is a Compose file by its content: a top-level `services:` map in which some entry has `image`,
 * `build` or `extends` beside keys only a service has. Looks at lines, and parses only what is laid out in another way;
 * a file in the v1 format is not recognised.
 */
export function looksLikeCompose(text: string): boolean {
  return inUsualLines(text) || (mayBeUnusual(text) && inTree(text));
}

/** Services at the top of a text in braces, with a tag, behind `?`, indented as a whole, or behind a lone CR. */
function mayBeUnusual(text: string): boolean {
  if (!text.includes('services') || !/\b(?:image|build|extends)["']?[ \t]*:/.test(text)) return false;
  let top = Number.POSITIVE_INFINITY;
  let services = Number.POSITIVE_INFINITY;
  for (const line of text.split(/\r\n?|\n/)) {
    const start = line.search(/[^\s\ufeff]/);
    const first = line[start];
    if (first === undefined || first === '#' || first === '%' || /^(?:---|\.\.\.)\s*$/.test(line)) continue;
    if (/^[\s\ufeff]*(?:[{?][ \t]*)?["']?services["']?[ \t]*(?::|$)/.test(line)) services = Math.min(services, start);
    if (!/^[{}\],:]+$/.test(line.trim())) top = Math.min(top, start);
  }
  return services <= top;
}

/** What cannot be parsed at all is taken for Compose: planning says where, and the run does not end well. */
function inTree(text: string): boolean {
  try {
    return parseYaml(filePath('sniffed.yaml'), text).documents.some((node) => {
      const root = asMap(node);
      if (!root || root.entries.some(({ name }) => OTHERS.has(name))) return false;
      const services = asMap(findEntry(root, 'services')?.value);
      return services?.entries.some(({ value }) => {
        const service = asMap(value);
        return service !== undefined && ['image', 'build', 'extends'].some((key) => findEntry(service, key));
      });
    });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return true;
  }
}

function inUsualLines(text: string): boolean {
  if (!/^["']?services["']?[ \t]*:/m.test(text)) return false;
  let inServices = false;
  let serviceColumn = -1;
  let keyColumn = -1;
  let found = false;
  for (const { column, key } of keyLines(text)) {
    if (column === 0) {
      if (key !== undefined && OTHERS.has(key)) return false;
      inServices = key === 'services';
      serviceColumn = -1;
      continue;
    }
    if (!inServices || found) continue;
    if (key === undefined && serviceColumn === -1) inServices = false;
    else if (serviceColumn === -1 || column <= serviceColumn) {
      serviceColumn = column;
      keyColumn = -1;
    } else {
      if (keyColumn === -1) keyColumn = column;
      found = column === keyColumn && key !== undefined && (key === 'image' || key === 'build' || key === 'extends');
    }
  }
  return found && /^["']?services["']?[ \t]*:[ \t]*(#.*|&[^\s]+[ \t]*)?\r?$/m.test(text) && hasServiceKey(text);
}

function hasServiceKey(text: string): boolean {
  for (const { column, key } of keyLines(text))
    if (column > 0 && key !== undefined && SERVICE_KEYS.has(key)) return true;
  return false;
}
