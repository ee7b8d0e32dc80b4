// Questions that several ask of all ecosystems.
import type { PackageIndex } from '../model/index.js';
import { ECOSYSTEMS } from './all.js';
import type { Tool } from './ecosystem.js';

/** The tools that a program is called as: `pip3` is pip. */
export function toolsCalled(program: string): Tool[] {
  return ECOSYSTEMS.flatMap(({ tools = [] }) => tools.filter(({ programs }) => programs.test(program)));
}

/** What a version of a package may depend on, as people call it: Python, Node. */
export function runtimeName(index: PackageIndex): string {
  return ECOSYSTEMS.find((each) => each.index?.id === index)?.index?.runtime ?? index;
}
