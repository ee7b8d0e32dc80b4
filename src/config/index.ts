// `.harden.yaml`: read, checked, resolved per path; and `harden.lock`. config never guesses a value it does not understand: it is an error
// with a line and a column.
export { configSchema, configSchemaText } from './schema.js';
export { parseConfig } from './parse.js';
export { canBeLocked, lockText, parseLock, type Lock } from './lock.js';
export { lockSchema, lockSchemaText } from './lock-schema.js';
export { observationsText, parseObservations } from './observations.js';
export { observationsSchema, observationsSchemaText } from './observations-schema.js';
export { type Baseline, baselineSchemaText, baselineText, parseBaseline } from './baseline.js';
export { parseSettingsDocument, settingsError } from './settings-document.js';
export type { Schema } from './schema-types.js';
export { defaultConfigText } from './text.js';
export { parseSettings, settingsText } from './settings.js';
export {
  isRegistryAllowed,
  CONFIG_FILES,
  DEFAULT_MEGABYTES,
  DEFAULT_SECONDS,
  MEGABYTES,
  MOST_SECONDS,
  defaultConfig,
  LOCK_FILE,
  OBSERVATIONS_FILE,
  resolveConfig,
  type Config,
  type VerifySettings,
} from './config.js';
