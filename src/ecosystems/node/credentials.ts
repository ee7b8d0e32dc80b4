// Files in which package managers of Node are told who somebody is.
import { words } from '../../model/index.js';
import { inAddresses, valuesOf } from '../credential-values.js';
import type { CredentialFile } from '../ecosystem.js';
import { programIs } from '../../programs/index.js';
import { TOOLS } from './tools.js';

/** Source: https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration */
const OF_NPM = /^[ \t]{0,20}(?:\/\/[^\s=]{1,300}:)?_(?:authToken|auth|password)[ \t]{0,20}=[ \t]{0,20}(\S.{0,2000})$/gm;
/** Source: https://classic.yarnpkg.com/lang/en/docs/yarnrc */
const OF_YARN = /_(?:authToken|auth|password)["']?[ \t]{1,20}(\S.{0,2000})$/gm;
/** Source: https://yarnpkg.com/configuration/yarnrc#npmAuthToken */
const OF_BERRY = /^[ \t]{0,20}["']?npmAuth(?:Token|Ident)["']?[ \t]{0,20}:[ \t]{1,20}(\S.{0,2000})$/gm;

export const CREDENTIAL_FILES: readonly CredentialFile[] = [
  { file: '.npmrc', values: (text) => [...valuesOf(text, OF_NPM), ...inAddresses(text)], isIdle: runsScript },
  { file: '.yarnrc.yml', values: (text) => valuesOf(text, OF_BERRY), isIdle: isNoManager },
  { file: '.yarnrc', values: (text) => [...valuesOf(text, OF_YARN), ...inAddresses(text)], isIdle: isNoManager },
];

/** Node itself reads none of them, nor does what a project is built with. */
function isNoManager([program = '']: readonly string[]): boolean {
  return !isManager(program);
}

function isManager(program: string): boolean {
  return TOOLS.some(
    ({ manager, name, programs }) => (manager !== undefined || name === 'bun') && programs.test(program),
  );
}

const RUNS = words('run run-script start test stop restart t');
/** Lines of .npmrc that say where packages come from, and nothing of how a script runs. */
const OF_REGISTRIES =
  /^(?:[;#].*|(?:@[\w.-]{1,200}:)?registry=.*|\/\/.*|_auth.*|always-auth=.*|email=.*|username=.*|_password=.*|)$/;

/** What a script calls may ask a registry. */
function mayInstall(script: string): boolean {
  return script.split(/[^\w-]+/).some((word) => isManager(word) || programIs(word, 'runner') || word === 'lerna');
}

/** True for a script of package.json that installs nothing, where the file has nothing but registries for it. */
function runsScript(called: readonly string[], text: string, beside: (name: string) => string | undefined): boolean {
  if (isNoManager(called)) return true;
  const [program, verb = '', ...rest] = called;
  const scripts = scriptsOf(beside('package.json') ?? '');
  // `yarn build` is `yarn run build`.
  if (!RUNS.has(verb) && (program === 'npm' || !scripts?.has(verb))) return false;
  if (!text.split('\n').every((line) => OF_REGISTRIES.test(line.trim().slice(0, 2000)))) return false;
  const name = verb.startsWith('run') ? rest.find((word) => !word.startsWith('-')) : verb;
  if (name === undefined || !scripts) return false;
  return [`pre${name}`, name, `post${name}`].every((each) => {
    const script = scripts.get(each);
    return script === undefined ? each !== name || verb === 'start' : !mayInstall(script);
  });
}

function scriptsOf(manifest: string): ReadonlyMap<string, string> | undefined {
  try {
    const read: unknown = JSON.parse(manifest);
    const scripts = isRecord(read) && isRecord(read.scripts) ? read.scripts : {};
    return new Map(Object.entries(scripts).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])));
  } catch {
    return undefined; // no manifest, or none that can be read: nothing is known of its scripts
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
