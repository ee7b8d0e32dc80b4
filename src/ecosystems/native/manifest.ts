// make, cmake, autotools, meson. Sources: https://www.gnu.org/software/make/manual/, https://cmake.org/cmake/help/latest/
import { type FilePath, type Folder, type Read, type Repository, child } from '../../model/index.js';
import { linesOf, readManifest } from '../manifest-text.js';
import type { NativeProject } from './project.js';

const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'];
const AUTOTOOLS = ['configure', 'configure.ac', 'configure.in', 'autogen.sh', 'Makefile.am', 'Makefile.in'];

export function readNative(repository: Repository, directory: Folder): NativeProject | undefined {
  const there = (names: readonly string[]): FilePath[] =>
    names.map((name) => child(directory, name)).filter((path) => repository.kind(path) === 'file');
  const [makefile] = there(MAKEFILES);
  const [cmake] = there(['CMakeLists.txt']);
  const autotools = there(AUTOTOOLS);
  const [meson] = there(['meson.build']);
  const manifests = [makefile, cmake, ...autotools, meson].filter((path) => path !== undefined);
  const [first] = manifests;
  if (first === undefined) return undefined;
  const tools: NativeProject['tools'][number][] = [];
  const say = (is: NativeProject['tools'][number]['is'], file: FilePath | undefined): void => {
    if (file !== undefined) tools.push({ is, from: { kind: 'source', file } });
  };
  say('make', makefile);
  say('cmake', cmake);
  say('autotools', autotools[0]);
  say('meson', meson);
  const targets: Read<string>[] = [];
  const made = makefile && readManifest(repository, makefile);
  for (const { line, start } of linesOf(made?.text ?? '')) {
    const names = /^([\w./-][\w./ -]*)(?:[^\S ]\s*)?::?(?![=:])/.exec(line)?.[1];
    for (const name of names?.split(/\s+/) ?? []) {
      if (name !== '' && !name.startsWith('.')) targets.push(made!.read(name, start, start + line.length));
    }
  }
  const executables: Read<string>[] = [];
  const installs: Read<string>[] = [];
  const lists = cmake && readManifest(repository, cmake);
  for (const { line, start } of linesOf(lists?.text ?? '')) {
    const name = /^\s*add_executable\s*\(\s*([\w.${}-]+)/i.exec(line)?.[1];
    if (name !== undefined) executables.push(lists!.read(name, start, start + line.length));
    const install = /^\s*install\s*\(\s*([^)]{1,300})/i.exec(line)?.[1];
    if (install !== undefined) installs.push(lists!.read(install.trim(), start, start + line.length));
  }
  return {
    ecosystem: 'native',
    directory,
    manifests: manifests.sort(),
    unread: [],
    tools,
    targets,
    executables,
    installs,
  };
}
