import { isFault, type Forge, type Outcome, type Pull, type RepoRef } from '../forge/index.js';

/** Who asks a forge about a repository, and remembers what does not change within a run. */
export class Asker {
  readonly forge: Forge;
  readonly repo: RepoRef;
  #me: string | undefined;
  readonly #mayWrite = new Map<string, boolean>();

  /** @param from the fork that branches are in. */
  constructor(
    forge: Forge,
    repo: RepoRef,
    private readonly from?: RepoRef,
  ) {
    this.forge = forge;
    this.repo = repo;
  }

  /** The pull requests from a branch, as the forge tells them with the fewest requests. */
  async pulls(branch: string): Promise<Outcome<readonly Pull[]>> {
    if (this.from) return await this.forge.pulls(this.repo, branch, this.from);
    const seen = await this.forge.overview?.(this.repo, branch);
    // A token that may not see all of it may see the parts.
    if (seen === undefined || (isFault(seen) && seen.fault === 'cannot'))
      return await this.forge.pulls(this.repo, branch);
    if (isFault(seen)) return seen;
    this.#me = seen.login;
    return seen.pulls;
  }

  async me(): Promise<Outcome<{ readonly login: string }>> {
    if (this.#me !== undefined) return { login: this.#me };
    const found = await this.forge.whoAmI();
    if (!isFault(found)) this.#me = found.login;
    return found;
  }

  /** True for somebody who may push to the repository. */
  async mayWrite(login: string): Promise<Outcome<{ readonly mayWrite: boolean }>> {
    const known = this.#mayWrite.get(login);
    if (known !== undefined) return { mayWrite: known };
    const found = await this.forge.permission(this.repo, login);
    // Who may write where we may not ask is nobody: a comment of a stranger ends no run.
    if (isFault(found)) return found.fault === 'cannot' ? { mayWrite: false } : found;
    const mayWrite = found.permission === 'write' || found.permission === 'admin';
    this.#mayWrite.set(login, mayWrite);
    return { mayWrite };
  }
}
