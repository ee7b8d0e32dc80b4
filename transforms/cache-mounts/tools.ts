// Where each package manager keeps what it downloads, by the home of the user who runs it.
export interface Mount {
  readonly target: string;
  /** One build at a time: the tool does not expect another in its cache. */
  readonly locked: boolean;
}

export interface Tool {
  readonly name: string;
  readonly calls: (name: string, words: readonly string[]) => boolean;
  readonly mounts: (home: string) => readonly Mount[];
  /** Variables that move the cache. */
  readonly variables: readonly string[];
  /** The images in which the place is known. */
  readonly image?: RegExp;
  /** A start that needs what was downloaded. */
  readonly start?: RegExp;
}

const shared = (target: string): Mount => ({ target, locked: false });
const locked = (target: string): Mount => ({ target, locked: true });

// Places: https://docs.docker.com/build/cache/optimize/#use-cache-mounts, https://pip.pypa.io/en/stable/topics/caching/,
// https://docs.npmjs.com/cli/commands/npm-cache, https://classic.yarnpkg.com/en/docs/cli/cache (for root below /usr/local/share:
// https://github.com/yarnpkg/yarn/blob/v1.22.22/src/util/user-home-dir.js), https://pnpm.io/settings#storedir,
// https://github.com/docker-library/golang, https://github.com/rust-lang/docker-rust,
// https://maven.apache.org/guides/mini/guide-configuring-maven.html, https://docs.gradle.org/current/userguide/directory_layout.html
export const TOOLS: readonly Tool[] = [
  {
    name: 'apt',
    calls: (name, words) =>
      (name === 'apt-get' || name === 'apt') &&
      words.some((word) => /^(?:install|update|upgrade|dist-upgrade|build-dep)$/.test(word)),
    // The lists alone: what else lies in /var/lib/apt says which packages were asked for, and belongs to the image.
    mounts: () => [locked('/var/cache/apt'), locked('/var/lib/apt/lists')],
    variables: [],
  },
  {
    name: 'pip',
    calls: (name, words) =>
      (/^pip[\d.]*$/.test(name) && words.includes('install')) ||
      (/^python[\d.]*$/.test(name) && words[0] === '-m' && words[1] === 'pip' && words.includes('install')),
    mounts: (home) => [shared(`${home}/.cache/pip`)],
    variables: ['PIP_CACHE_DIR', 'XDG_CACHE_HOME', 'PIP_NO_CACHE_DIR'],
  },
  {
    name: 'npm',
    calls: (name, words) => name === 'npm' && /^(?:install|i|ci)$/.test(words[0] ?? ''),
    mounts: (home) => [shared(`${home}/.npm`)],
    variables: ['NPM_CONFIG_CACHE', 'npm_config_cache'],
  },
  {
    name: 'yarn',
    calls: (name, words) => name === 'yarn' && /^(?:install|--[a-z-]+)?$/.test(words[0] ?? ''),
    mounts: (home) => [shared(home === '/root' ? '/usr/local/share/.cache/yarn' : `${home}/.cache/yarn`)],
    variables: ['YARN_CACHE_FOLDER', 'XDG_CACHE_HOME'],
  },
  {
    name: 'pnpm',
    calls: (name, words) => name === 'pnpm' && words.some((word) => /^(?:install|i|fetch)$/.test(word)),
    mounts: (home) => [shared(`${home}/.local/share/pnpm/store`)],
    variables: ['PNPM_HOME', 'XDG_DATA_HOME', 'NPM_CONFIG_STORE_DIR', 'npm_config_store_dir'],
  },
  {
    name: 'go',
    calls: (name, words) => name === 'go' && /^(?:build|install|test|vet|generate|get|mod)$/.test(words[0] ?? ''),
    mounts: (home) => [shared('/go/pkg/mod'), shared(`${home}/.cache/go-build`)],
    variables: ['GOPATH', 'GOMODCACHE', 'GOCACHE', 'XDG_CACHE_HOME'],
    image: /^(?:docker\.io\/)?(?:library\/)?golang(?:[:@]|$)/,
    start: /(?:^|[\s"'/;&])(?:go|dlv|air|reflex)(?=[\s"']|$)/,
  },
  {
    // target/ is not mounted: what is built would not be in the image.
    name: 'cargo',
    calls: (name, words) => name === 'cargo' && /^(?:build|install|fetch|test|run|check)$/.test(words[0] ?? ''),
    mounts: () => [shared('/usr/local/cargo/registry'), shared('/usr/local/cargo/git/db')],
    variables: ['CARGO_HOME'],
    image: /^(?:docker\.io\/)?(?:library\/)?rust(?:[:@]|$)/,
    start: /\bcargo\b/,
  },
  {
    // Two builds that write one repository can leave a half file behind. Source: https://issues.apache.org/jira/browse/MNG-2802
    name: 'maven',
    calls: (name) => name === 'mvn' || name === 'mvnw',
    mounts: (home) => [locked(`${home}/.m2/repository`)],
    variables: ['MAVEN_CONFIG', 'MAVEN_OPTS', 'MAVEN_ARGS'],
    start: /\bmvnw?\b/,
  },
  {
    // The locks of Gradle ask the process that holds them, which is in another container.
    // Source: https://github.com/gradle/gradle/issues/851
    name: 'gradle',
    calls: (name) => name === 'gradlew' || name === 'gradle',
    mounts: (home) => [locked(`${home}/.gradle`)],
    variables: ['GRADLE_USER_HOME', 'GRADLE_OPTS'],
    start: /\bgradlew?\b/,
  },
];
