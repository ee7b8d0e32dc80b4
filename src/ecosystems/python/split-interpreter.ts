// uv fetches a Python of its own where the project asks for another than the image has.
import { child, parseImageReference, type Stop, stop } from '../../model/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import type { Site } from '../../runs/index.js';
import type { Producer } from '../../splits/index.js';

/**
 * A stop where the environment rests on an interpreter that uv fetches: it lies in the home folder of the build, so that
 * an environment that is copied alone points to nothing.
 * Sources: https://docs.astral.sh/uv/concepts/python-versions/#python-version-files,
 * https://docs.astral.sh/uv/concepts/python-versions/#automatic-python-downloads
 */
export function stopOwnInterpreter(site: Site, installs: readonly Producer[]): Stop<Instruction> | undefined {
  const install = installs.find(
    ({ command: { name }, words }) => name === 'uv' && /^(?:sync|venv|run)$/.test(words[1] ?? ''),
  );
  if (!install) return undefined;
  const { variables } = site.stateAt(install.instruction);
  // It takes what the image has, or fails.
  if (/^(?:never|manual)$/.test(variables.get('UV_PYTHON_DOWNLOADS') ?? '') || variables.has('UV_NO_PYTHON_DOWNLOADS'))
    return undefined;
  const has = versionOf(site.image);
  const wanted = wantedVersion(site);
  if (!has || !wanted || wanted.clauses.every((each) => admits(each, has))) return undefined;
  return stop(
    'needs-decision',
    `${wanted.file} asks for Python ${wanted.says}, which ${site.image} does not have, so uv fetches one into the home folder of the build; build on an image of that version`,
    site.stage.instruction,
  );
}

/** Of `python:3.12.4-slim` and `uv:python3.12-bookworm`: the minor version, and the patch where it is written. */
function versionOf(image: string): readonly [number, string | undefined] | undefined {
  const found = /^(?:python)?3\.(\d{1,2})(?:\.(\d{1,2}))?(?:[.-]|$)/.exec(parseImageReference(image)?.tag ?? '');
  return found ? [Number(found[1]), found[2]] : undefined;
}

interface Wanted {
  readonly file: string;
  readonly says: string;
  readonly clauses: readonly Clause[];
}

interface Clause {
  readonly operator: string;
  readonly minor: number;
  readonly patch: string | undefined;
}

/** What the file for the interpreter, or else the project, asks for; nothing where it is not read. */
function wantedVersion(site: Site): Wanted | undefined {
  const { repository, projects } = site.context.evidence;
  for (const context of site.contexts) {
    const file = child(context, '.python-version');
    const line = repository
      .read(file)
      ?.split('\n', 20)
      .find((each) => /^[^#\s]/.test(each));
    const own = line && /^(?:cpython[-@])?3\.(\d{1,2})(?:\.(\d{1,2}))?\s{0,9}$/.exec(line);
    if (own) {
      const clauses = [{ operator: '==', minor: Number(own[1]), patch: own[2] }];
      return { file, says: line.trim(), clauses };
    }
    for (const project of projects(context)) {
      const range = project.ecosystem === 'python' ? project.requiresPython : undefined;
      if (range) return { file: range.from.file, says: range.is.slice(0, 40), clauses: clausesOf(range.is) };
    }
  }
  return undefined;
}

/** Of a range as `>=3.12,<3.14`; what is written otherwise is left out. Source: https://peps.python.org/pep-0440/ */
function clausesOf(range: string): Clause[] {
  return range
    .slice(0, 100)
    .split(',')
    .flatMap((each) => {
      const found = /^(>=|<=|==|~=|<|>)3\.(\d{1,2})(?:\.(\d{1,2}))?(?:\.\*)?$/.exec(each.replace(/\s/g, ''));
      return found ? [{ operator: found[1]!, minor: Number(found[2]), patch: found[3] }] : [];
    });
}

/** Whether a version as the tag of an image has it, with its patch or without, fits. */
function admits({ operator, minor, patch }: Clause, [has, hasPatch]: readonly [number, string | undefined]): boolean {
  switch (operator) {
    case '>=':
    case '>':
      return has >= minor;
    case '<':
      return patch === undefined ? has < minor : has <= minor;
    case '<=':
      return has <= minor;
    case '~=':
      return patch === undefined ? has >= minor : has === minor;
    default:
      return has === minor && (patch === undefined || patch === hasPatch);
  }
}
