import type { Action, ActionName } from '../actions.js';

interface Sourced {
  readonly source: string;
}

declare const table: () => {
  readonly actions: Readonly<Record<ActionName, Action & Sourced>>;
  readonly scanners: Readonly<Record<'trivy' | 'grype' | 'snyk', Sourced & { readonly in: string }>>;
};
export default table;
