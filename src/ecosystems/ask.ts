// Questions that several ask of all ecosystems.
import { baseName, type PackageIndex } from '../model/index.js';
import { remembering } from '../text/index.js';
import { ECOSYSTEMS } from './all.js';
import type { CredentialFile, Tool } from './ecosystem.js';

/** The tools that a program is called as: `pip3` is pip. */
export function toolsCalled(program: string): readonly Tool[] {
  return toolsOf(program);
}

const toolsOf = remembering(500, findTools);

function findTools(program: string): Tool[] {
  return ECOSYSTEMS.flatMap(({ tools = [] }) => tools.filter(({ programs }) => programs.test(program)));
}

/** What a version of a package may depend on, as people call it: Python, Node. */
export function runtimeName(index: PackageIndex): string {
  return ECOSYSTEMS.find((each) => each.index?.id === index)?.index?.runtime ?? index;
}

const MANAGERS = ECOSYSTEMS.flatMap(({ tools = [] }) => tools.filter(({ manager }) => manager));

/** How the calls of a package manager of a language are read, by the name that a program is called by. */
export function managerCalled(program: string): Tool['manager'] {
  return MANAGERS.find(({ programs }) => programs.test(program))?.manager;
}

/** The same by its id. */
export function managerWords(id: string): Tool['manager'] {
  return MANAGERS.find(({ manager }) => manager?.id === id)?.manager;
}

/** The manager that a program runs behind its next word: pip of `python -m pip`. */
export function managerBehind(program: string, option: string | undefined, name: string | undefined): Tool['manager'] {
  for (const { tools = [] } of ECOSYSTEMS)
    for (const { runsBehind, programs } of tools)
      if (runsBehind !== undefined && runsBehind === option && programs.test(program))
        return tools.find(({ manager }) => manager?.id === name)?.manager;
  return undefined;
}

/** The manager whose own script a program is given by its path: pip of `python3 /usr/bin/pip3`. */
export function managerAtPath(program: string, script: string | undefined): Tool['manager'] {
  if (script?.includes('/') !== true) return undefined;
  const runs = ECOSYSTEMS.some(({ tools = [] }) =>
    tools.some(({ runsBehind, programs }) => runsBehind !== undefined && programs.test(program)),
  );
  return runs ? managerCalled(baseName(script)) : undefined;
}

/** Settings that may hold a token or name the variable with one, and whether a program reads them. */
export const CREDENTIAL_FILES: readonly (CredentialFile & { readonly reads: (program: string) => boolean })[] =
  ECOSYSTEMS.flatMap(({ credentialFiles = [], tools = [] }) =>
    credentialFiles.map((each: CredentialFile) => ({
      ...each,
      reads: (program: string) => tools.some(({ programs }) => programs.test(program)),
    })),
  );

/** True where the words of a command start something that SIGTERM ends, whatever the source says. */
export function handlesStopWith(words: readonly string[]): boolean {
  return ECOSYSTEMS.some(({ source }) => source?.stopsWith?.(words) === true);
}

/** Whether a path is of packages that the official image of a language brings. */
export function isBroughtByImage(path: string): boolean {
  return ECOSYSTEMS.some(({ brought }) => brought?.test(path) === true);
}
