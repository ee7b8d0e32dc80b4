// What of the copied source the running program may open. A COPY of source alone stays in the build stage; of one that
// brings other files as well, those are copied by name; and where they are many or not certain, the COPY is repeated.
import {
  type Evidence,
  type FilePath,
  baseName,
  child,
  withSuffix,
  type Folder,
  anyOf,
  partPattern,
  wordPattern,
  words,
  splitPath,
  pathFrom,
  walkFiles,
} from '../model/index.js';
import {
  contextPath,
  copyArguments,
  isDockerignored,
  parseDockerignore,
  type DockerignoreRule,
  type Instruction,
  isCopy,
  imageChild,
} from '../dockerfile/index.js';
import { instructionEvidence, type Site } from '../runs/index.js';
import { copyDestination } from './places.js';
import type { Artefact } from './recipe.js';

export interface KeptFiles {
  readonly buildOnly: ReadonlySet<Instruction>;
  readonly artefacts: readonly Artefact[];
  readonly evidence: readonly Evidence[];
}

/** Tells source and what only a build reads. The path counts from the build context. */
export type IsSource = (path: string, name: string) => boolean;

const MOST_ENTRIES = 6;
const MOST_FILES = 4000;
/** What no program opens when it runs: notes about a project, its history, other tools' settings. */
const ABOUT = anyOf(
  wordPattern(
    `
    readme changelog changes contributing code_of_conduct license licence copying authors maintainers codeowners
    security notice`,
    { before: /^/, after: /(?:[-.]\w+)*$/, flags: 'i' },
  ),
  partPattern(
    `
    git github gitlab circleci travis vscode idea devcontainer husky editorconfig dockerignore pre-commit golangci drone
    appveyor goreleaser semaphore codecov DS_Store harden`,
    { before: /^\./, flags: 'i' },
  ),
  /^docker-compose[\w.-]*\.ya?ml$|^compose[\w.-]*\.ya?ml$|^dockerfile|\.dockerfile$/i,
  /^(?:gnu)?makefile$|^jenkinsfile$|^procfile$|^azure-pipelines[\w.-]*\.ya?ml$/i,
  /^(?:cloudbuild|skaffold|taskfile|gqlgen|sqlc|buf(?:\.gen|\.work)?)\.ya?ml$/i,
  /^harden\.lock$|\.iml$/i,
);
const ABOUT_FOLDER = words(`
  .git .github .gitlab .circleci .travis .vscode .idea .devcontainer .husky .semaphore kubernetes k8s helm charts
  terraform testdata`);

/** Sorts the COPYs above an instruction. */
export function keptFiles(site: Site, last: Instruction, isSource: IsSource): KeptFiles {
  const buildOnly = new Set<Instruction>();
  const artefacts: Artefact[] = [];
  const evidence: Evidence[] = [];
  const [context] = site.contexts;
  if (context === undefined || site.contexts.length > 1) return { buildOnly, artefacts, evidence };
  const reader = new Reader(site, context, isSource);
  for (const instruction of site.body) {
    if (instruction.index > last.index) break;
    if (!isCopy(instruction)) continue;
    const kept = reader.entries(instruction);
    if (!kept) continue;
    buildOnly.add(instruction);
    for (const each of kept) if (!artefacts.some(({ path }) => path === each.path)) artefacts.push(each);
    const says =
      kept.length > 0
        ? `of what is copied here only ${kept.map(({ path }) => baseName(path)).join(', ')} is no source`
        : 'only source is copied here';
    evidence.push(instructionEvidence(site.doc, instruction, says));
  }
  return { buildOnly, artefacts, evidence };
}

class Reader {
  private readonly rules: readonly DockerignoreRule[];
  private left = MOST_FILES;

  constructor(
    private readonly site: Site,
    private readonly context: Folder,
    private readonly isSource: IsSource,
  ) {
    const { repository } = site.context.evidence;
    const own = repository.read(withSuffix(site.doc.file, '.dockerignore'));
    this.rules = parseDockerignore(own ?? repository.read(this.at('.dockerignore')) ?? '');
  }

  /** What a COPY brings besides source, as artefacts; `undefined` where that is not certain, or too much to name. */
  entries(instruction: Instruction): Artefact[] | undefined {
    if (instruction.flags.some(({ name }) => name !== 'link' && name !== 'chown')) return undefined;
    const owner = instruction.flag('chown')?.value;
    const args = copyArguments(instruction);
    const target = copyDestination(this.site, instruction);
    if (!args || target === undefined || owner?.includes('$')) return undefined;
    const intoFolder = args.sources.length > 1 || /(?:\/|^\.{1,2})$/.test(args.destination);
    const found: Artefact[] = [];
    for (const source of args.sources) {
      if (/[$<]|:\/\//.test(source) || (instruction.keyword === 'ADD' && /\.(?:tar|t?[gx]z|bz2|zst)\b/.test(source)))
        return undefined;
      const paths = /[*?[]/.test(source) ? this.matching(source) : [contextPath(this.context, source)];
      for (const path of paths ?? [undefined]) {
        const kept = path === undefined ? undefined : this.fromSource(path, target, intoFolder);
        if (!kept) return undefined;
        found.push(...kept.map((each) => ({ path: each, ...(owner === undefined ? {} : { chown: owner }) })));
      }
    }
    return found.length <= MOST_ENTRIES ? found : undefined;
  }

  /** Paths in the image of what a source brings besides source. */
  private fromSource(path: Folder, target: string, intoFolder: boolean): string[] | undefined {
    const { repository } = this.site.context.evidence;
    const kind = path === '' ? 'directory' : repository.kind(path);
    if (kind === undefined) return undefined;
    if (path !== '' && kind === 'file') {
      if (this.isLeftOut(path)) return [];
      return this.isCertain(path) ? [intoFolder ? imageChild(target, baseName(path)) : target] : undefined;
    }
    const found: string[] = [];
    for (const name of repository.list(path)) {
      const entry = child(path, name);
      const kept = this.holdsMore(entry);
      if (kept === undefined || (kept && !this.isCertain(entry))) return undefined;
      if (kept) found.push(imageChild(target, name));
    }
    return found;
  }

  /** True when a file is, or a folder holds, something that is no source; `undefined` beyond the bounds. */
  private holdsMore(path: FilePath): boolean | undefined {
    const { repository } = this.site.context.evidence;
    if (this.left <= 0) return undefined;
    const kind = repository.kind(path);
    // A link that leads out of the repository, a socket: whatever it is, it is no source.
    if (kind === undefined) return true;
    if (kind === 'directory' && this.isOfSource(path)) return false;
    const files = walkFiles(repository, {
      from: [path],
      enter: (name, folder) => !this.isOfSource(child(folder, name)),
      opens: 'all',
      mostEntries: this.left,
    });
    for (const file of files) {
      this.left--;
      if (!this.isLeftOut(file)) return true;
    }
    return files.cut ? undefined : false;
  }

  /** A folder in which there is nothing but source, and notes about the project. */
  private isOfSource(folder: FilePath): boolean {
    return ABOUT_FOLDER.has(baseName(folder)) || this.isSourceFile(folder);
  }

  private isLeftOut(path: FilePath): boolean {
    const name = baseName(path);
    return ABOUT.test(name) || this.isSourceFile(path) || isDockerignored(this.rules, this.within(path));
  }

  private isSourceFile(path: FilePath): boolean {
    return this.isSource(this.within(path), baseName(path));
  }

  /** Elsewhere the context has it too: git does not leave it out, and no rule takes some of it away. */
  private isCertain(path: FilePath): boolean {
    const { repository } = this.site.context.evidence;
    if (repository.ignored(path) || /[^\w./+-]/.test(path)) return false;
    if (repository.kind(path) !== 'directory') return !isDockerignored(this.rules, this.within(path));
    return this.rules.length === 0 || this.holdsUnignored(path);
  }

  private holdsUnignored(path: FilePath): boolean {
    const { repository } = this.site.context.evidence;
    const files = walkFiles(repository, { from: [path], opens: 'all' });
    for (const file of files) if (!isDockerignored(this.rules, this.within(file))) return true;
    return false;
  }

  /** `go.*`, `src/*.rs`: a star in the last name. */
  private matching(source: string): Folder[] | undefined {
    const { folder: written, name } = splitPath(source);
    const folder = contextPath(this.context, written);
    if (folder === undefined || !/^[\w.-]*\*[\w.-]*$/.test(name) || /[*?[]/.test(written)) return undefined;
    const [before = '', after = ''] = name.split('*');
    return this.site.context.evidence.repository
      .list(folder)
      .filter((each) => each.length >= name.length - 1 && each.startsWith(before) && each.endsWith(after))
      .map((each) => child(folder, each));
  }

  private at(name: string): FilePath {
    return child(this.context, name);
  }

  private within(path: FilePath): string {
    return pathFrom(this.context, path) ?? path;
  }
}
