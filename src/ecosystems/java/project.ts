import type { FilePath, LocalReference, ProjectFacts, Read } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    java: JavaProject;
  }
  interface Languages {
    java: true;
  }
}

export interface JavaProject extends ProjectFacts {
  readonly ecosystem: 'java';
  readonly tool: 'maven' | 'gradle';
  readonly groupId: Read<string> | undefined;
  readonly artifactId: Read<string> | undefined;
  readonly version: Read<string> | undefined;
  /** `jar`, `war`, `pom`. */
  readonly packaging: Read<string> | undefined;
  /** What the build writes, relative to the directory: `target/shop-1.2.jar`; `undefined` where it is not certain. */
  readonly artifact: Read<string> | undefined;
  /** Folders of the modules below it. */
  readonly modules: readonly Read<LocalReference>[];
  /** A parent that lies in the repository. */
  readonly parent: Read<LocalReference> | undefined;
  /** The Spring Boot plugin makes a jar that runs by itself; `layers` false where it is switched off. */
  readonly springBoot: Read<{ readonly version: string | undefined; readonly layers: boolean }> | undefined;
  /** Plug-ins: `groupId:artifactId` for Maven, ids for Gradle. */
  readonly plugins: readonly Read<string>[];
  readonly wrapper: FilePath | undefined;
  readonly javaVersion: Read<string> | undefined;
}
