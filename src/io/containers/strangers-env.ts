// The environment that an engine's command has while it works for code that is not trusted. strangers-env never passes on
// a variable that is not needed to find the engine, nor the person's logins.
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { wordList } from '../../model/index.js';
import { parseJson, recordIn } from '../registry/json.js';

type Environment = Readonly<Record<string, string | undefined>>;

const NEEDED = wordList(`
  PATH HOME USERPROFILE SystemRoot TMPDIR TEMP TMP LANG XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_HOME
  DBUS_SESSION_BUS_ADDRESS DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH BUILDX_BUILDER CONTAINER_HOST
  CONTAINER_CONNECTION CONTAINERS_CONF CONTAINERS_REGISTRIES_CONF CONTAINERS_STORAGE_CONF`);
/** Of Docker's settings, what finds the engine and its plugins. */
const KEPT = ['currentContext', 'cliPluginsExtraDirs'];
const LINKED = ['contexts', 'cli-plugins', 'buildx', 'tls', 'ca.pem', 'cert.pem', 'key.pem'];

/** `remove` takes back what was made for it. */
export function strangersEnvironment(env: Environment): { readonly env: Environment; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'harden-engine-'));
  const docker = env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), '.docker');
  const file = join(docker, 'config.json');
  const given = existsSync(file) ? recordIn(parseJson(readFileSync(file, 'utf8'))) : {};
  const kept = Object.fromEntries(Object.entries(given).filter(([key]) => KEPT.includes(key)));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(kept), { mode: 0o600 });
  writeFileSync(join(folder, 'auth.json'), '{}', { mode: 0o600 });
  for (const name of LINKED) if (existsSync(join(docker, name))) symlinkSync(join(docker, name), join(folder, name));
  const needed = NEEDED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return {
    env: { ...Object.fromEntries(needed), DOCKER_CONFIG: folder, REGISTRY_AUTH_FILE: join(folder, 'auth.json') },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
