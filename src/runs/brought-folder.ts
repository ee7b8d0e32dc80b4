// Which folder of the repository a package manager works in, by the manifest that stands where it runs.
import { type Context, type FilePath, child, parent, withSuffix, type Folder, pathFrom } from '../model/index.js';
import { broughtFile } from './brought.js';
import { directoryAt } from './directory.js';
import { type DockerfileDoc, isDockerignored, parseDockerignore, type Instruction } from '../dockerfile/index.js';
import type { PackageCommand } from './packages.js';

export interface BroughtFolder {
  /** Of the repository; `undefined` where no manifest is seen to be there, or contexts differ. */
  readonly folder: Folder | undefined;
  /** True when a file of the folder stands beside the manifest when the command runs. */
  isThere(name: string): boolean;
}

/** The folder of the repository whose manifest a command installs from. Looks where the command runs, with what `.dockerignore` leaves out left out. */
export function broughtFolder(
  doc: DockerfileDoc,
  instruction: Instruction,
  { command }: Pick<PackageCommand, 'command'>,
  manifest: string,
  contexts: readonly Folder[],
  { evidence: { repository } }: Pick<Context, 'evidence'>,
): BroughtFolder {
  const directory = directoryAt(doc, instruction, command);
  const inContext = (context: Folder, file: FilePath | undefined): FilePath | undefined => {
    if (file === undefined) return undefined;
    const own = withSuffix(doc.file, '.dockerignore');
    const shared = child(context, '.dockerignore');
    const rules = [own, shared].find((path) => repository.kind(path) === 'file');
    const text = rules === undefined ? undefined : repository.read(rules);
    const path = pathFrom(context, file) ?? file;
    return text !== undefined && isDockerignored(parseDockerignore(text), path) ? undefined : file;
  };
  const bring = (name: string): FilePath | undefined => {
    const files = new Set(
      contexts.map((each) => inContext(each, broughtFile(doc, instruction, name, directory, each, repository))),
    );
    const [file] = files;
    return files.size === 1 ? file : undefined;
  };
  const found = bring(manifest);
  const folder = found === undefined ? undefined : parent(found);
  return {
    folder,
    isThere(name) {
      const file = bring(name);
      return file !== undefined && folder !== undefined && file === child(folder, name);
    },
  };
}
