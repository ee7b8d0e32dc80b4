import type { FilePath, LocalReference, ProjectFacts, Read } from '../../model/index.js';

declare module '../../model/index.js' {
  interface Projects {
    ruby: RubyProject;
  }
  interface Languages {
    ruby: true;
  }
  interface LibraryManagers {
    gem: true;
    bundle: true;
  }
  interface PackageIndexes {
    gem: true;
  }
}

export interface RubyProject extends ProjectFacts {
  readonly ecosystem: 'ruby';
  readonly gems: readonly Read<string>[];
  readonly lock: FilePath | undefined;
  readonly pathGems: readonly Read<LocalReference>[];
  /** Files that the Gemfile reads when bundler evaluates it: `.ruby-version`, a gemspec, another Gemfile. */
  readonly reads: readonly Read<string>[];
  readonly rubyVersion: Read<string> | undefined;
  /** Gems that have C code to compile, known by name. */
  readonly nativeGems: readonly Read<string>[];
}
