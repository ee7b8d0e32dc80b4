import type { ProjectFacts, Read } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    native: NativeProject;
  }
  interface Languages {
    c: true;
  }
}

export interface NativeProject extends ProjectFacts {
  readonly ecosystem: 'native';
  readonly tools: readonly Read<'make' | 'cmake' | 'autotools' | 'meson'>[];
  /** Targets of the Makefile that stand at the start of a line, in order. */
  readonly targets: readonly Read<string>[];
  /** `add_executable(name` of CMakeLists.txt. */
  readonly executables: readonly Read<string>[];
  /** `install(` of CMakeLists.txt. */
  readonly installs: readonly Read<string>[];
}
