// What appears in source trees and has no business in an image.
import { ECOSYSTEMS, type Leftover } from '../../src/ecosystems/index.js';

export type Theme = 'history' | 'secrets' | 'made' | 'caches' | 'tools' | 'own';

export interface Candidate extends Omit<Leftover, 'theme'> {
  readonly theme: Theme;
}

const LEFTOVERS = ECOSYSTEMS.flatMap(({ leftovers = [] }) => leftovers);
const MADE = LEFTOVERS.filter(({ theme }) => theme === 'made');

/** In the order in which they are written: what the Dockerfile makes stands first. */
export const CANDIDATES: readonly Candidate[] = [
  ...MADE.filter(({ by }) => by),
  ...MADE.filter(({ by }) => !by),
  ...LEFTOVERS.filter(({ theme }) => theme === 'caches'),
  { name: '.DS_Store', theme: 'tools', beside: /^\.gitignore$/, stars: 'always' },
  { name: '.idea', theme: 'tools', beside: /^\.gitignore$/ },
  { name: '.vscode', theme: 'tools', beside: /^\.gitignore$/ },
  { name: '.github', theme: 'tools' },
  { name: '.gitlab-ci.yml', theme: 'tools' },
  { name: '.circleci', theme: 'tools' },
  { name: '.travis.yml', theme: 'tools' },
];
