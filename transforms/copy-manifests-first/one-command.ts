// Builds that fetch and compile in one command, where no line of its own can honestly fetch: what the person has to decide.
import { type Context, baseName, child, type Folder, type Stop, stop } from '../../src/model/index.js';
import { baseChain, type DockerfileDoc, type Instruction, runMounts } from '../../src/dockerfile/index.js';
import { plainWords } from './words.js';

interface Builder {
  readonly program: RegExp;
  readonly verbs: RegExp;
  readonly manifests: readonly string[];
  readonly why: string;
}

// A placeholder main.rs is compiled, and Cargo compares times: a COPY of an older main.rs behind it may not be built again.
// Sources: https://github.com/rust-lang/cargo/issues/2644, https://github.com/apache/maven-dependency-plugin/issues/1186
const BUILDERS: readonly Builder[] = [
  {
    program: /^(?:\.\/)?mvnw?$/,
    verbs: /^(?:package|install|verify|compile|test|deploy)$/,
    manifests: ['pom.xml'],
    why: 'Maven fetches while it builds. dependency:go-offline fetches other things than the build asks for, and stops where modules depend on each other, so no such line is added',
  },
  {
    program: /^(?:\.\/)?gradlew?$/,
    verbs: /^:?(?:[\w-]+:)*(?:build|assemble|jar|bootJar|war|bootWar|installDist|shadowJar|test|distTar|distZip)$/,
    manifests: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'],
    why: 'Gradle fetches while it builds, and has no task that fetches alone, so no such line is added',
  },
  {
    program: /^cargo$/,
    verbs: /^(?:build|b|install|run|test|check)$/,
    manifests: ['Cargo.toml'],
    why: 'Cargo reads a manifest only where the source of its programs is there. A placeholder in its place can end up in the image, since Cargo goes by the times of files, so none is written',
  },
];

/** The reason why the dependencies of this build are not fetched in front of the source. */
export function fetchesWhileBuilding(
  doc: DockerfileDoc,
  run: Instruction,
  root: Folder,
  { evidence: { repository } }: Context,
): Stop<Instruction> | undefined {
  if (run.keyword !== 'RUN' || runMounts(run).some((mount) => mount.get('type') === 'cache')) return undefined;
  const before = baseChain(doc.stages[run.stage]!)
    .flatMap(({ instructions }) => instructions)
    .filter(({ keyword, index }) => keyword === 'RUN' && index < run.index);
  for (const command of run.shell.commands) {
    const [name, ...rest] = plainWords(command).map(({ value, raw }) => value ?? raw);
    const builder = BUILDERS.find(({ program }) => program.test(name ?? ''));
    if (!builder || !rest.some((word) => builder.verbs.test(word))) continue;
    const has = builder.manifests.some((file) => repository.kind(child(root, file)) === 'file');
    // A line above that calls it as well was written to fetch.
    const fetched = before.some(({ args }) => new RegExp(`(?:^|[\\s/;&])${baseName(name!)}\\b`).test(args));
    if (!has || fetched) return undefined;
    return stop('needs-decision', `${builder.why}; cache-mounts keeps what was fetched in the builder`, run);
  }
  return undefined;
}
