// `.harden.yaml`: read, checked, resolved per path. config never guesses a value it does not understand: it is an error
// with a line and a column.
export { configSchema, configSchemaText } from './schema.js';
export { parseConfig } from './parse.js';
export { defaultConfigText } from './text.js';
export {
  allowsRegistry,
  CONFIG_FILES,
  defaultConfig,
  resolveConfig,
  type Config,
  type Level,
  type Override,
  type ResolvedConfig,
  type TransformSetting,
} from './config.js';
