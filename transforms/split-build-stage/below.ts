// What the run-time stage calls in its lines, and has no more.
import type { Instruction } from '../../src/dockerfile/index.js';
import { baseName, type Stop, stop } from '../../src/model/index.js';
import { programIs, runsItsWords } from '../../src/programs/index.js';
import { commandsOf, installCalls, usesInShell, type Site } from '../../src/runs/index.js';
import type { Plan } from './roles.js';

/** What the lines below the cut, which now run on the run-time image, call that is no longer there. */
export function stopUsedBelow(site: Site, plan: Plan): Stop<Instruction> | undefined {
  for (const { instruction, commands } of site.runs) {
    const stays = instruction.index > plan.cut.index || plan.roles.get(instruction) !== 'build';
    if (!stays) continue;
    const own = new Set(
      installCalls(instruction).flatMap(({ packages }) => commandsOf(packages.map(({ name }) => name))),
    );
    const isGone = (each: string): boolean => plan.gone.has(each) && !own.has(each);
    for (const { name, command } of commands) {
      const missing = command.words.find(
        (word, at) => isGone(baseName(word.value ?? '')) && (at === 0 || runsItsWords(name)),
      );
      if (missing)
        return stop(
          'used-later',
          `${missing.raw} is called here and would only be in the build stage; install it by name, move this line above the build, or copy what it makes`,
          instruction,
        );
      const words = command.words.map((word) => word.value ?? '');
      if (plan.gone.has('gcc') && mayCompile(name, words))
        return stop(
          'used-later',
          `${words.slice(0, 3).join(' ')} may compile what it installs here, and the compiler would only be in the build stage; split the file by hand, with this line in the build and what it installs copied`,
          instruction,
        );
      const script = scriptOf(words);
      if (script === undefined) continue;
      const text = site.readScript(script);
      if (text === undefined)
        return stop(
          'needs-evidence',
          `${script} is not here to be read, so whether it calls a build tool is not seen; decide that, and split the file by hand`,
          instruction,
        );
      const use = usesInShell(site.doc.file, text, plan.gone)[0];
      if (use)
        return stop(
          'used-later',
          `${script} calls ${use.command}, which would only be in the build stage`,
          instruction,
        );
    }
  }
  return undefined;
}

/** Package managers that no recipe follows and that build from source where nothing prebuilt fits. */
function mayCompile(name: string | undefined, words: readonly string[]): boolean {
  if (/^(?:cpanm|easy_install|pip-sync)$/.test(name ?? '')) return true;
  if (!programIs(name, 'compilesPackages')) return false;
  return words.slice(1).some((word) => /^(?:install|sync|build|add|update|compile|deps\.(?:get|compile))$/.test(word));
}

/** The script a command line runs: `./setup.sh`, `sh setup.sh`. */
function scriptOf(words: readonly string[]): string | undefined {
  const [first = '', second] = words;
  if (/\.(?:ba)?sh$/.test(first) || /^\.\//.test(first)) return first;
  if (programIs(baseName(first), 'shell') || first === '.' || first === 'source') {
    return second !== undefined && !second.startsWith('-') ? second : undefined;
  }
  return undefined;
}
