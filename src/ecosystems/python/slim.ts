// Whether what pip and its like install needs the compilers or libraries of the full image.
import type { Instruction } from '../../dockerfile/index.js';
import { parseImageReference, type Stop, stop } from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import { producersOf, type SlimRecipe } from '../../splits/index.js';
import { nativePython } from './native.js';
import { requirementsOf, unreadFile } from './split-requirements.js';

export const slimPython: SlimRecipe = { language: 'python', need };

function need(site: Site): Stop<Instruction> | undefined {
  const version = /^(\d)\.(\d{1,2})/.exec(parseImageReference(site.image)?.tag ?? '');
  const pip = site.runs.some(({ commands }) =>
    commands.some(({ call }) => call?.manager === 'pip' && call.action === 'install'),
  );
  if (pip && (!version || Number(version[1]) < 3 || Number(version[2]) < 7))
    return stop(
      'needs-evidence',
      `whether the packages have wheels for the Python of ${site.image} is not seen: its tag ${version ? 'names an old version' : 'moves to each new version'}; write a version such as python:3.12, or try the slim image`,
    );
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
  for (const { name, from } of requirementsOf(site, installs)) {
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
  return undefined;
}
