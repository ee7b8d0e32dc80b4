// What compiles with CUDA: lines of the build, and source while it runs.
import { type Instruction, isContextCopy, probableContexts } from '../../dockerfile/index.js';
import { anyOf, lineMark, type Stop, stop, walkFiles } from '../../model/index.js';
import { programIs } from '../../programs/index.js';
import { installCalls, type Site } from '../../runs/index.js';

/** A line that compiles, or installs what does. */
export function compilesHere(site: Site): Stop<Instruction> | undefined {
  for (const { instruction, commands } of site.runs) {
    const builder = installCalls(instruction)
      .flatMap(({ packages }) => packages)
      .find(
        ({ role, name }) => role === 'build' && !/^python[\d.]*-(?:pip|venv|setuptools|wheel|distutils)$/.test(name),
      );
    if (builder)
      return stop(
        'used-later',
        `${builder.name} is installed for a build here; build in a stage of its own on this image, and copy the result onto the run-time image`,
        instruction,
      );
    for (const { command, name } of commands) {
      const [, first = ''] = command.words.map(({ value, raw }) => value ?? raw);
      const builds =
        programIs(name, 'compiler') ||
        programIs(name, 'nativeBuild') ||
        (/^python[\d.]*$/.test(name ?? '') && /setup\.py$/.test(first));
      if (builds)
        return stop(
          'used-later',
          `${name} compiles here, which the run-time image of CUDA cannot; compile in a stage of its own on this image, and copy the result`,
          instruction,
        );
    }
    if (/\bpip\d?\b/.test(instruction.args) && /git\+|--no-binary/.test(instruction.args))
      return stop(
        'needs-evidence',
        'what is installed from its source may be compiled here, which the run-time image of CUDA cannot; build a wheel of it in a stage of its own',
        instruction,
      );
  }
  return undefined;
}

/** Source that has something compiled while it runs. */
const COMPILES = anyOf(
  /\btorch\.utils\.cpp_extension\b|\bload_inline\s*\(/,
  /\btorch\.compile\s*\(|@torch\.compile\b/,
  /^\s*(?:import|from)\s+(?:triton|pycuda|cupy|numba|deepspeed|tensorflow|jax)\b/,
  /\bjit_compile\s*=\s*True\b|\bnvcc\b|\bCUDAExtension\b/,
);
const MOST_SOURCES = 1500;

/** @param isCompiled what is source of CUDA, and what sets up a package, is compiled in the build. */
export function sourceCompiles(site: Site, isCompiled = false): Stop<Instruction> | undefined {
  if (!site.body.some(isContextCopy)) return undefined;
  const { repository } = site.context.evidence;
  const sources = walkFiles(repository, {
    from: probableContexts(site.doc, site.context),
    wanted: (name) =>
      isCompiled ? /\.(?:py|ipynb)$/.test(name) && name !== 'setup.py' : /\.(?:py|ipynb|cuh?|sh)$/.test(name),
    enter: (name) => !/^(?:tests?|docs?)$/.test(name),
    mostFiles: MOST_SOURCES,
  });
  for (const path of sources) {
    if (/\.cuh?$/.test(path))
      return stop('used-later', `${path} is source of CUDA, which may be compiled when the program runs`);
    const lines = (repository.read(path) ?? '').split('\n');
    const at = lines.findIndex((line) => COMPILES.test(line));
    if (at !== -1)
      return stop(
        'used-later',
        `${path} line ${lineMark(path, at + 1)} has something compiled while the program runs, for which only this image has the tools`,
      );
  }
  return undefined;
}
