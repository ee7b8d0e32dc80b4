// `.harden/observations.json`: what `harden observe` saw. Like harden.lock it may come from strangers: whatever is not
// exactly of its form is an error with a place.
import { ConfigError, type FilePath, type ServiceObservation } from '../model/index.js';
import { LineIndex } from '../text/index.js';
import { toJS } from '../yaml/index.js';
import { readRoot, formatMistakes, schemaMistakes } from './document.js';
import { observationsSchema } from './observations-schema.js';
import { printJson } from './schema.js';
import type { Json } from './schema-types.js';

/**
 * Reads the file.
 * @throws ConfigError with one line for each mistake.
 */
export function parseObservations(file: FilePath, text: string): ServiceObservation[] {
  const lines = new LineIndex(text);
  const root = readRoot(file, text, lines);
  if (root === undefined) throw new ConfigError(`${file}:1:1: is empty; remove it, or run harden observe again`);
  const data: unknown = toJS(root);
  const mistakes = schemaMistakes(observationsSchema(), data, root);
  if (mistakes.length > 0) throw new ConfigError(formatMistakes(file, lines, mistakes));
  return (data as { readonly observations: ServiceObservation[] }).observations;
}

/** The text of the file: sorted, the same observations always the same bytes. */
export function observationsText(observations: readonly ServiceObservation[]): string {
  const key = ({ file, service }: ServiceObservation): string => `${file}\n${service}`;
  const sorted = [...observations].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  // An interface is not a Json to the compiler, although all it holds is.
  return `${printJson({ version: 1, observations: sorted as unknown as readonly Json[] })}\n`;
}
