// One root: its open files, its plans, and when they are made. One group is planned at a time, and newer text ends what
// is under way between two groups.
import { setImmediate } from 'node:timers/promises';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileError, FilePath, GroupPlan } from '../model/index.js';
import { filesOfGroup, type PlanOptions } from '../planner/index.js';
import { answersOf, answerWorkspace, groupsOf, planWorkspace, type RunInput } from '../run/index.js';
import type { Engine } from './engine.js';
import { pathInside, shownRoot, uriOf } from './places.js';
import { isSettingsFile, readState, type State } from './state.js';
import { viewOf, type View } from './view.js';

/** Text that comes within it is planned once. */
const DEBOUNCE_MS = 10;
/** Files of the disk change many at a time: a checkout, an install. */
const REFRESH_MS = 200;

/** A group as it was planned last. */
export interface Planned {
  readonly plan: GroupPlan;
  readonly errors: readonly FileError[];
  readonly view: View;
}

export interface Listener {
  /** Something about the files is to be said anew. */
  told(paths: Iterable<FilePath>): void;
  failed(error: unknown): void;
}

export class Project {
  readonly documents = new Map<FilePath, TextDocument>();
  private readonly shown: string;
  private readonly planned = new Map<FilePath, Planned>();
  private readonly dirty = new Set<FilePath>();
  private state: State;
  private view: View | undefined;
  private version = 0;
  private isStale = false;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  /**
   * @param root the absolute folder that nothing is read outside of.
   * @param folder what the editor has open of it, as it writes it.
   */
  constructor(
    private readonly engine: Engine,
    readonly root: string,
    folder: string,
    private readonly listener: Listener,
  ) {
    this.state = readState(engine, root, new Map());
    this.shown = shownRoot(root, folder, this.state.tree);
  }

  /** The path of a file inside the root. */
  pathOf(absolute: string): FilePath | undefined {
    return pathInside(this.state.tree, absolute);
  }

  /** The address of a file: where it is open, as the editor calls it. */
  uriOf(path: FilePath): string {
    return this.documents.get(path)?.uri ?? uriOf(this.shown, path);
  }

  /** What was planned last of the group that a file is in. */
  plannedOf(path: FilePath): Planned | undefined {
    return this.planned.get(path);
  }

  /** Mistakes of the configuration and the lock. */
  get mistakes(): State['mistakes'] {
    return this.state.mistakes;
  }

  /** A file was opened, or its text has changed. */
  changed(path: FilePath, document: TextDocument): void {
    this.documents.set(path, document);
    this.isStale ||= isSettingsFile(path);
    this.dirty.add(path);
    this.later(DEBOUNCE_MS);
  }

  closed(path: FilePath): void {
    this.documents.delete(path);
    this.planned.delete(path);
    this.isStale ||= isSettingsFile(path);
    for (const open of this.documents.keys()) this.dirty.add(open);
    this.listener.told([path]);
    this.later(DEBOUNCE_MS);
  }

  /** Something on disk has changed. */
  refresh(): void {
    this.isStale = true;
    for (const open of this.documents.keys()) this.dirty.add(open);
    this.later(REFRESH_MS);
  }

  /** Ends when everything is planned as it stands now. */
  async settled(): Promise<void> {
    while (this.timer !== undefined || this.dirty.size > 0) {
      if (this.timer !== undefined) this.start();
      await this.running;
    }
  }

  /** Plans the group of a file with other options, or with other texts over the open files. */
  async planOf(
    path: FilePath,
    options: Partial<PlanOptions>,
    texts: ReadonlyMap<FilePath, string> = new Map(),
  ): Promise<Planned | undefined> {
    await this.settled();
    const open = this.texts();
    for (const [each, text] of texts) open.set(each, text);
    const view = viewOf(this.state, open, this.view);
    const input = await this.inputFor(view, [path], options);
    for (const { plan, errors } of planWorkspace(input).plans) return { plan, errors, view };
    return undefined;
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.dirty.clear();
    this.state.workspace.frame?.close();
  }

  private texts(): Map<FilePath, string> {
    return new Map([...this.documents].map(([path, document]) => [path, document.getText()]));
  }

  private later(ms: number): void {
    this.version++;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), ms);
  }

  private start(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.running = this.running
      .then(() => this.work())
      .catch((error: unknown) => {
        this.dirty.clear();
        this.listener.failed(error);
      });
  }

  private async work(): Promise<void> {
    const begun = this.version;
    const paths = new Set(this.dirty);
    if (paths.size === 0) return;
    const told = new Set([...paths, ...this.mistakes.map(({ path }) => path)]);
    if (this.isStale) {
      this.isStale = false;
      this.state = readState(this.engine, this.root, this.texts(), this.state);
      for (const open of this.documents.keys()) paths.add(open);
      for (const { path } of this.mistakes) told.add(path);
    }
    const view = viewOf(this.state, this.texts(), this.view);
    this.view = view;
    const isApart = [...paths].some(
      (path) => !groupsOf(view.workspace).some((each) => filesOfGroup(each).includes(path)),
    );
    // What lies beside the groups may be what their steps rest on.
    if (view.isRegrouped || isApart) for (const open of this.documents.keys()) paths.add(open);
    const input = await this.inputFor(view, [...paths], {});
    if (this.version !== begun) return;
    for (const result of this.plansOf(input)) {
      const planned = { ...result, view };
      const files = filesOfGroup(result.plan.group);
      for (const path of files) this.planned.set(path, planned);
      for (const path of files) this.dirty.delete(path);
      this.listener.told(files);
      for (const path of files) told.delete(path);
      await setImmediate();
      if (this.version !== begun) return;
    }
    for (const path of paths) this.dirty.delete(path);
    for (const path of told) if (!isIn(view, path)) this.planned.delete(path);
    this.listener.told(told);
  }

  private *plansOf(input: RunInput): Generator<{ plan: GroupPlan; errors: readonly FileError[] }> {
    yield* planWorkspace({ ...input, reports: this.engine.reports }).plans;
  }

  private async inputFor(
    { state, workspace }: View,
    paths: readonly FilePath[],
    options: Partial<PlanOptions>,
  ): Promise<RunInput> {
    // Another text may be planned where the one before failed.
    workspace.frame?.faults.clear();
    const input: RunInput = {
      workspace: { ...workspace, changed: new Set(paths) },
      registry: this.engine.registry,
      options: { ...state.options, ...options },
    };
    const planned = await answerWorkspace(input, { lock: state.lock.answers, lookUp: state.lookUp });
    return { ...input, answers: answersOf(planned), planned };
  }
}

function isIn({ workspace }: View, path: FilePath): boolean {
  return workspace.files.some((file) => file.path === path);
}
