// `.harden.yaml`: read, checked, resolved per path; and `harden.lock`. config never guesses a value it does not understand: it is an error
// with a line and a column.
export { configSchema, configSchemaText } from './schema.js';
export { parseConfig } from './parse.js';
export { canBeLocked, LOCK_FILE, lockText, parseLock, type Lock } from './lock.js';
export { lockSchema, lockSchemaText } from './lock-schema.js';
export { OBSERVATIONS_FILE, observationsText, parseObservations } from './observations.js';
export { observationsSchema, observationsSchemaText } from './observations-schema.js';
export { defaultConfigText } from './text.js';
export {
  allowsRegistry,
  CONFIG_FILES,
  defaultConfig,
  resolveConfig,
  type Config,
  type VerifySettings,
} from './config.js';
