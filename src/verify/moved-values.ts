// What a step takes out of a Compose file, and whoever applies it has to write elsewhere: its runs are given that, so that they
// show whether everybody still gets the same value.
import { child, parent, type FilePath, type Step, resolveFile } from '../model/index.js';

/** A variable that Compose fills in, as a step writes it. */
const VARIABLE = /^\$\{([A-Za-z_]\w*)(?::?\?[^{}]*)?\}$/;
const SECRET = /^\/run\/secrets\/([\w.-]+)$/;
const DECLARED = /^[ \t]*([\w.-]+):\r?\n[ \t]+file: (\.\/[\w./-]+)[ \t]*$/gm;

/** Whoever applies one of these writes the value. */
const BELIEVES: ReadonlySet<string> = new Set(['value-is-given', 'secret-file-is-given']);

export interface MovedValues {
  /** By `.env` file: the variables. */
  readonly variables: ReadonlyMap<FilePath, ReadonlyMap<string, string>>;
  /** By file that holds nothing but a value. */
  readonly files: ReadonlyMap<FilePath, string>;
}

/** Where a step expects the values to be that it takes out. */
export function movedValues({ assumptions, changes }: Pick<Step, 'assumptions' | 'changes'>): MovedValues {
  const variables = new Map<FilePath, Map<string, string>>();
  const files = new Map<FilePath, string>();
  if (!assumptions.some(({ id }) => BELIEVES.has(id))) return { variables, files };
  const edits = changes.filter((change) => change.kind === 'edit');
  for (const { file, expect, text } of edits) {
    const value = plainValue(expect);
    const name = VARIABLE.exec(unquoted(text))?.[1];
    if (value === undefined || name === undefined) continue;
    const env = child(parent(file), '.env');
    variables.set(env, (variables.get(env) ?? new Map<string, string>()).set(name, value));
  }
  for (const { file, expect, text } of edits) {
    const value = plainValue(expect);
    const name = SECRET.exec(unquoted(text))?.[1];
    const declared = edits.filter((edit) => edit.file === file).flatMap((edit) => [...edit.text.matchAll(DECLARED)]);
    const at = resolveFile(parent(file), declared.find((match) => match[1] === name)?.[2] ?? '/');
    if (value !== undefined && name !== undefined && at !== undefined) files.set(at, value);
  }
  return { variables, files };
}

/** `.env` with variables that it does not set; a value stands in it as it is. */
export function withVariables(text: string, variables: ReadonlyMap<string, string>): string {
  const isSet = (name: string): boolean => text.split(/\r?\n/).some((line) => line.trimStart().startsWith(`${name}=`));
  const lines = [...variables].flatMap(([name, value]) => (isSet(name) ? [] : [`${name}='${value}'\n`]));
  return lines.length === 0 ? text : (text === '' || text.endsWith('\n') ? text : `${text}\n`) + lines.join('');
}

/** The text of a scalar of YAML, where it says itself: nothing escaped or quoted in it, and no variable. */
function plainValue(written: string): string | undefined {
  const text = unquoted(written);
  return /^[^"'\\$\r\n]+$/.test(text) ? text : undefined;
}

function unquoted(written: string): string {
  return /^(["'])([^"']*)\1$/.exec(written)?.[2] ?? written;
}
