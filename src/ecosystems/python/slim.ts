// Whether what pip and its like install needs the compilers or libraries of the full image.
import type { Instruction } from '../../dockerfile/index.js';
import { type Assumption, parseImageReference, type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import { producersOf, type SlimRecipe } from '../../splits/index.js';
import { nativePython } from './native.js';
import { isPlainPython } from './plain.js';
import { requirementsOf, unreadFile } from './split-requirements.js';

export const slimPython: SlimRecipe = { language: 'python', need };

function need(site: Site): Stop<Instruction> | Assumption | undefined {
  const version = /^(\d)\.(\d{1,2})/.exec(parseImageReference(site.image)?.tag ?? '');
  const pip = site.runs.some(({ commands }) =>
    commands.some(({ call }) => call?.manager === 'pip' && call.action === 'install'),
  );
  const hasWheels = !pip || (version && Number(version[1]) >= 3 && Number(version[2]) >= 7);
  const calls = producersOf(site, ({ call, name }, words) => {
    if (/^python[\d.]*$/.test(name ?? '') && /setup\.py$/.test(words[1] ?? '')) return 'compile';
    if (call?.manager === 'pip') return call.action === 'install' ? 'install' : undefined;
    return /^(?:poetry|pipenv|uv)$/.test(name ?? '') && /^(?:install|sync|pip)$/.test(words[1] ?? '')
      ? 'install'
      : undefined;
  });
  const compiles = calls.find(({ does }) => does === 'compile');
  if (compiles)
    return stop(
      'needs-evidence',
      'setup.py may compile, which only the full image can; move it into a build stage, or install a wheel',
      compiles.instruction,
    );
  const installs = calls.filter(({ does }) => does === 'install');
  const missing = unreadFile(site, installs);
  if (missing !== undefined)
    return stop(
      'needs-evidence',
      `${missing} is not here to be read, so whether the packages need what only the full image has is not seen`,
    );
  const required = requirementsOf(site, installs);
  for (const { name, from } of required) {
    const native = nativePython(name);
    if (!native) continue;
    const needs = native.open
      ? 'libraries that its build finds'
      : [...native.loads, ...(native.uses ?? [])].join(', ') || 'a compiler';
    return stop(
      'used-later',
      `${name} (${from}) needs ${needs}; ${native.compiled ? 'compile it in a build stage' : 'install that by name'}, then the slim image can be used`,
    );
  }
  const open = hasWheels ? undefined : required.find(({ name }) => !isPlainPython(name));
  return (
    open &&
    wheelsFor(
      open.name,
      `the Python of ${site.image}, whose tag ${version ? 'names an old version' : 'moves to each new version'}`,
    )
  );
}

function wheelsFor(name: string, python: string): Assumption {
  return {
    id: 'packages-have-wheels',
    believes: `${name} and what else is installed has wheels for ${python}`,
    breaksIf: 'one is compiled, for which the slim image has no compiler',
    checkBy: 'build the image; an install that cannot compile fails, and names the package',
    needsRun: true,
  };
}
