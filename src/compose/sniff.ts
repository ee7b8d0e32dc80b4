import { keyLines } from '../yaml/index.js';

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
 * `build` or `extends` beside keys only a service has. Looks at lines, parses nothing; a file in the v1 format is not
 * recognised.
 */
export function looksLikeCompose(text: string): boolean {
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
