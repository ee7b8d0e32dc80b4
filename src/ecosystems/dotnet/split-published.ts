// What `dotnet publish` writes, and where.
import { baseName, isWithin, stop, type Stop, words } from '../../model/index.js';
import { expandArgs, type Instruction } from '../../dockerfile/index.js';
import type { DotnetSdk } from '../index.js';
import { directoryAt, type RunCommand, type Site } from '../../runs/index.js';
import { absolutePath, stopFolder, stopNotMade } from '../../splits/index.js';
import type { Started } from './split-start.js';

export interface Published {
  readonly command: RunCommand;
  readonly instruction: Instruction;
  readonly words: readonly string[];
  /** Where it runs, and the folder of the project it names: absolute. */
  readonly folders: readonly string[];
  /** What `-o` says; `undefined` where it does not say it. */
  readonly output: string | undefined;
}

const WITH_VALUE = words(`
  -o --output -c --configuration -r --runtime -f --framework -v --verbosity -a --arch --os --version-suffix -s
  --source --manifest`);

/** Every `dotnet publish` of the stage, or why one cannot be followed. */
export function publishesOf(site: Site, { major }: DotnetSdk): readonly Published[] | Stop<Instruction> {
  const found: Published[] = [];
  for (const { instruction, commands } of site.runs) {
    for (const command of commands) {
      const { variables } = site.stateAt(instruction);
      const words = command.command.words.map(
        ({ value, raw }) => value ?? expandArgs(raw.replace(/^["']|["']$/g, ''), variables) ?? raw,
      );
      if (command.name !== 'dotnet' || words[1] !== 'publish') continue;
      const cwd = directoryAt(site.doc, instruction, command.command);
      const target = words.find(
        (word, at) => at > 1 && !/^[-/]\w|^--/.test(word) && !WITH_VALUE.has(words[at - 1] ?? ''),
      );
      const named = target && absolutePath(/proj$|\.slnx?$/.test(target) ? `${target}/..` : target, cwd);
      const at = words.findIndex((word) => word === '-o' || word === '--output');
      const given =
        at === -1 ? words.map((word) => /^(?:--output|-o)[=:](.+)$/.exec(word)?.[1]).find(Boolean) : words[at + 1];
      // Up to the SDK of 2.x the folder counts from the project, later from where the command runs.
      const output = given === undefined ? undefined : absolutePath(given, major < 3 ? (named ?? cwd) : cwd);
      const folders = [cwd, named].flatMap((each) => (each === undefined ? [] : [each]));
      if (cwd === undefined || (given !== undefined && output === undefined))
        return stopFolder({ words, instruction }, '-o');
      found.push({ command, instruction, words, folders, output });
    }
  }
  return found;
}

/** Why what starts is not seen to be published. */
export function notPublished(
  published: readonly Published[],
  started: Started,
  folder: string,
): Stop<Instruction> | undefined {
  if (published.length === 0)
    return stop(
      'needs-decision',
      `${baseName(started.path)} is what dotnet build left, which is Debug and may lack packages and content; publish it instead (RUN dotnet publish -c Release -o /app) and start it from there`,
      started.from,
    );
  const isRoot = published.flatMap(({ folders, output }) => [...folders, output]).some((each) => each === '/');
  if (isRoot || folder === '/')
    return stop(
      'needs-evidence',
      'the program is built in /, among the folders of the image, so what to copy is not seen; set a WORKDIR of its own, such as /app',
      published[0]!.instruction,
    );
  const isMade = published.some(({ output, folders }) =>
    output === undefined
      ? isPublishFolder(folder) && folders.some((each) => isWithin(folder, each))
      : output === folder,
  );
  if (isMade) return undefined;
  const outputs = published.flatMap(({ output }) => output ?? []);
  const where = outputs.length > 0 ? outputs.join(', ') : 'below bin';
  return stopNotMade(started.path, `dotnet publish writes ${where}; start the program from there`, started.from);
}

/** `bin/Release/net8.0/publish`: where `dotnet publish` puts what it is not told a folder for. */
function isPublishFolder(folder: string): boolean {
  return folder.endsWith('/publish') && /\/bin\/./.test(folder.slice(0, -'/publish'.length));
}
