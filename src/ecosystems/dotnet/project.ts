import type { FilePath, LocalReference, ProjectFacts, Read } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    dotnet: DotnetProject;
  }
  interface Languages {
    dotnet: true;
  }
}

export interface DotnetAssembly {
  readonly file: FilePath;
  readonly sdk: Read<string> | undefined;
  /** Name of the dll without its ending: `AssemblyName`, else the file's name. */
  readonly assembly: Read<string>;
  readonly outputType: Read<string> | undefined;
  readonly frameworks: readonly Read<string>[];
  readonly references: readonly Read<LocalReference>[];
  readonly packages: readonly Read<string>[];
}

export interface DotnetProject extends ProjectFacts {
  readonly ecosystem: 'dotnet';
  readonly assemblies: readonly DotnetAssembly[];
  readonly solutions: readonly FilePath[];
  /** Project files that solutions of this directory name. */
  readonly solutionProjects: readonly Read<LocalReference>[];
  /** global.json, Directory.*.props and .targets, nuget.config: here and in the folders above, nearest first. */
  readonly shared: readonly FilePath[];
  readonly sdkVersion: Read<string> | undefined;
}
