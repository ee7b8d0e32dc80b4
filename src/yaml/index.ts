// Reads YAML into nodes with their places, and writes by splices. The only importer of the package `yaml`.
// yaml never re-prints a document, and knows no format that is written in it.
export { findAliases } from './aliases.js';
export {
  type MapPlace,
  type YamlEdits,
  addAt,
  addListItem,
  addListItems,
  addMapKey,
  addMapKeys,
  replaceInScalar,
  replaceScalar,
} from './edit.js';
export { type KeyOrder, keyOrderOf, type UsualOrder } from './order.js';
export { parseYaml } from './parse.js';
export {
  asBoolean,
  asMap,
  asSeq,
  asText,
  entriesOf,
  findEntry,
  findValue,
  flatten,
  isObject,
  findOwnEntry,
  dottedPlace,
  resolveAlias,
  setKey,
  toJS,
} from './read.js';
export { removeKey, removeListItem } from './remove.js';
export { type YamlValue, asOneLineWords, renderEntry } from './render.js';
export { columnOf, styleOf } from './style.js';
export type { PlainValue, YamlAlias, YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar, YamlSeq } from './types.js';
export { findKeyPaths } from './uses.js';
export { keyLines } from './key-lines.js';
