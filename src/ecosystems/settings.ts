// What frameworks write by themselves, and what files of configuration set.
import { type Repository, child, type Folder } from '../model/index.js';
import { Findings } from './source-values.js';

/** What is read in the folder of a manifest besides source. */
export interface Settings {
  /** Folders that a package writes to when it runs, below the folder of the manifest that names it. */
  readonly packages?: readonly {
    readonly manifest: string;
    readonly name: RegExp;
    readonly folders: readonly string[];
  }[];
  /** What is said in other ways. */
  readonly read?: (folder: SettingsFolder) => void;
  /** Files of configuration, and what in them is written. */
  readonly files?: readonly { readonly path: string; readonly rules: readonly PathRule[] }[];
}

/** A pattern whose first group is a path; one with a variable in it is not known. */
export interface PathRule {
  readonly pattern: RegExp;
  readonly folder?: boolean;
  /** The path counts from the folder of the file. */
  readonly here?: true;
}

interface SettingsFile {
  readonly findings: Findings;
  readonly text: string;
}

/** A folder whose files are read by name; what is found in them is kept. */
export interface SettingsFolder {
  readonly read: (name: string) => SettingsFile | undefined;
  readonly found: readonly Findings[];
}

/**
 * The facts that files of a folder other than source show.
 * @param all what packages write is read of every ecosystem: a project in one may be started by another.
 */
export function readSettings(
  repository: Repository,
  folder: Folder,
  all: readonly Settings[],
  own: Settings | undefined,
): Findings[] {
  const found: Findings[] = [];
  function read(name: string): SettingsFile | undefined {
    const path = child(folder, name);
    const text = repository.kind(path) === 'file' ? repository.read(path) : undefined;
    if (text === undefined) return undefined;
    const findings = new Findings(path, text);
    found.push(findings);
    return { findings, text };
  }
  const packages = all.flatMap((each) => each.packages ?? []);
  for (const manifest of new Set(packages.map((each) => each.manifest))) {
    const file = read(manifest);
    for (const rule of packages) {
      if (!file || rule.manifest !== manifest) continue;
      const match = rule.name.exec(file.text);
      const line = match ? lineAt(file.text, match.index) : 0;
      if (match) for (const path of rule.folders) file.findings.wrote({ text: path, here: true }, true, line);
    }
  }
  own?.read?.({ read, found });
  for (const { path, rules } of own?.files ?? []) {
    const file = read(path);
    if (file) for (const rule of rules) addNamed(file.findings, file.text, rule);
  }
  return found;
}

function addNamed(found: Findings, text: string, { pattern, folder = false, here }: PathRule): void {
  for (const match of text.matchAll(pattern)) {
    const line = lineAt(text, match.index);
    const path = match[1]!;
    if (/[$%{]/.test(path)) {
      // A pattern of dates below a plain folder: `logs/app.%d.log`.
      const plain = /^([^$%{]*\/)/.exec(path)?.[1];
      found.wrote(plain === undefined ? undefined : { text: plain }, plain !== undefined, line);
    } else found.wrote(here ? { text: path, here } : { text: path }, folder, line);
  }
}

/** 1-based. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
