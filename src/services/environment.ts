import { asMap, asSeq, asText, entriesOf, type YamlNode } from '../yaml/index.js';

/** `environment`, as a map or as a list of `KEY=value`; a key without a value has none here. */
export function* environmentPairs(node: YamlNode | undefined): Generator<readonly [key: string, value: string]> {
  const map = asMap(node);
  if (map) for (const [key, entry] of entriesOf(map)) yield [key, asText(entry.value) ?? ''];
  for (const item of asSeq(node)?.items ?? []) {
    const text = asText(item) ?? '';
    const equals = text.indexOf('=');
    if (equals > 0) yield [text.slice(0, equals), text.slice(equals + 1)];
  }
}
