// Every text of a run, parsed once: for the planner, and for whoever looks at a file from another one.
// documents never holds more than a run needs: what has not been asked for lately is forgotten.
import { ParseError, type Documents, type FilePath, type Repository, type Target } from '../model/index.js';
import { applyEdits, LruMap } from '../text/index.js';
import { parseYaml, type YamlFile } from '../yaml/index.js';
import { READERS, refuseDisputed, refuseOversized, type ParsedFile } from './parsed.js';

type DocumentKind = Target | 'yaml';

export interface MemoryOptions {
  /** Characters of text whose documents are remembered, for each kind; up to twice as many. 0: none is. */
  readonly most?: number;
  /** Called for each parse. */
  readonly parsed?: (kind: DocumentKind, file: FilePath, text: string) => void;
}

/**
 * Documents are a good deal larger than their text, so this decides how much memory a run takes. It holds the files of
 * one group in all the states that its steps make of them, and the neighbours that the groups of one folder share.
 */
const MOST = 200_000;

/** The documents of a run, by kind, path and text. */
export class DocumentMemory {
  readonly dockerfile: Texts<ReturnType<typeof READERS.dockerfile>>;
  readonly compose: Texts<ReturnType<typeof READERS.compose>>;
  readonly kubernetes: Texts<ReturnType<typeof READERS.kubernetes>>;
  readonly pipeline: Texts<ReturnType<typeof READERS.pipeline>>;
  readonly yaml: Texts<YamlFile>;

  constructor({ most = MOST, parsed = () => {} }: MemoryOptions = {}) {
    function texts<Doc>(kind: DocumentKind, parse: Parse<Doc>): Texts<Doc> {
      return new Texts((file, text) => {
        parsed(kind, file, text);
        return parse(file, text);
      }, most);
    }
    this.dockerfile = texts('dockerfile', READERS.dockerfile);
    this.compose = texts('compose', READERS.compose);
    this.kubernetes = texts('kubernetes', READERS.kubernetes);
    this.pipeline = texts('pipeline', READERS.pipeline);
    this.yaml = texts('yaml', parseYaml);
  }

  /** @throws ParseError at the offset of the mistake. */
  read(target: Target, file: FilePath, text: string): ParsedFile {
    return this[target].read(file, text);
  }

  /** `undefined` where there is no text, or it does not parse: planning that file reports it. */
  find(target: Target, file: FilePath, text: string | undefined): ParsedFile | undefined {
    return this[target].find(file, text);
  }

  /**
   * A file as it was found: not too large, and read by dockerfile-ast as it is read here.
   * @throws ParseError at the offset of the mistake.
   */
  readFound(target: Target, file: FilePath, text: string): ParsedFile {
    refuseOversized(text);
    const parsed = this.read(target, file, text);
    refuseDisputed(parsed);
    return parsed;
  }

  /** The files of a tree, as they are when asked for. Only what the tree says lies over it may change meanwhile. */
  of(tree: Repository): Documents {
    const texts = new Map<FilePath, string | undefined>();
    function textOf(path: FilePath): string | undefined {
      const changed = tree.over?.changes.get(path);
      if (changed !== undefined) return changed;
      if (!texts.has(path)) texts.set(path, (tree.over?.base ?? tree).read(path));
      return texts.get(path);
    }
    const dockerfile = this.dockerfile.of(textOf);
    const compose = this.compose.of(textOf);
    const kubernetes = this.kubernetes.of(textOf);
    const pipeline = this.pipeline.of(textOf);
    return {
      text: textOf,
      dockerfile: (path) => dockerfile(path)?.doc,
      edited: ({ file, text }, edits) => this.dockerfile.read(file, applyEdits(text, edits)).doc,
      compose: (path) => compose(path)?.doc,
      manifests: (path) => kubernetes(path)?.doc,
      manifestsOf: (file, text) => this.kubernetes.find(file, text)?.doc,
      pipeline: (path) => pipeline(path)?.doc,
      yaml: this.yaml.of(textOf),
    };
  }
}

type Parse<Doc> = (file: FilePath, text: string) => Doc;
type Outcome<Doc> = { readonly doc: Doc } | { readonly error: ParseError };

/** The texts of one kind. */
export class Texts<Doc> {
  private readonly known: LruMap<string, Outcome<Doc>>;

  constructor(
    private readonly parse: Parse<Doc>,
    private readonly most: number,
  ) {
    this.known = new LruMap(most, (text) => text.length);
  }

  /** @throws ParseError at the offset of the mistake. */
  read(file: FilePath, text: string): Doc {
    const outcome = this.outcome(file, text);
    if ('error' in outcome) throw outcome.error;
    return outcome.doc;
  }

  /** `undefined` where there is no text, or it does not parse: planning that file reports it. */
  find(file: FilePath, text: string | undefined): Doc | undefined {
    if (text === undefined) return undefined;
    const outcome = this.outcome(file, text);
    return 'doc' in outcome ? outcome.doc : undefined;
  }

  /** The files of a tree that are asked for. Each is held as it was last, so that a plan parses it once for each step. */
  of(textOf: (path: FilePath) => string | undefined): (path: FilePath | undefined) => Doc | undefined {
    const last = new Map<FilePath, { readonly text: string; readonly outcome: Outcome<Doc> }>();
    return (path) => {
      const text = path === undefined ? undefined : textOf(path);
      if (path === undefined || text === undefined) return undefined;
      let held = last.get(path);
      if (held?.text !== text) {
        held = { text, outcome: this.outcome(path, text) };
        if (this.most > 0) last.set(path, held);
      }
      return 'doc' in held.outcome ? held.outcome.doc : undefined;
    };
  }

  private outcome(file: FilePath, text: string): Outcome<Doc> {
    if (this.most === 0) return this.parsed(file, text);
    const key = `${file}\n${text}`;
    let outcome = this.known.get(key);
    if (!outcome) {
      outcome = this.parsed(file, text);
      this.known.set(key, outcome);
    }
    return outcome;
  }

  private parsed(file: FilePath, text: string): Outcome<Doc> {
    try {
      return { doc: this.parse(file, text) };
    } catch (error) {
      if (error instanceof ParseError) return { error };
      throw error;
    }
  }
}
