// What appears in source trees and has no business in an image.
import type { Maker } from './usage.js';

export type Theme = 'history' | 'secrets' | 'made' | 'caches' | 'tools';

export interface Candidate {
  readonly name: string;
  readonly theme: Theme;
  /** What in a folder says that it will appear there, although a fresh clone has none. */
  readonly beside?: RegExp;
  /** And what somewhere in the context has to say so too. */
  readonly along?: RegExp;
  /** Made by the Dockerfile itself, else it has to come from the context. */
  readonly by?: readonly Maker[];
  /** Written with two stars: always, or where one lies deeper. */
  readonly stars?: 'always' | 'deeper';
  /** Appears with certainty, so a file that people wrote is completed with it although none is there now. */
  readonly certain?: true;
}

const NODE = /^package\.json$/;
const PYTHON = /^(?:requirements.*\.txt|pyproject\.toml|setup\.py|Pipfile|manage\.py|app\.py|main\.py)$/;
const GRADLE = /^build\.gradle(?:\.kts)?$/;
const DOTNET = /\.(?:cs|fs)proj$/;

export const CANDIDATES: readonly Candidate[] = [
  { name: 'node_modules', theme: 'made', beside: NODE, by: ['npm-install'], stars: 'deeper', certain: true },
  { name: 'dist', theme: 'made', beside: NODE, by: ['npm-build'] },
  { name: 'build', theme: 'made', beside: NODE, by: ['npm-build'] },
  { name: '.next', theme: 'made', beside: /^next\.config\./, by: ['npm-build'], certain: true },
  { name: '.nuxt', theme: 'made', beside: /^nuxt\.config\./, by: ['npm-build'], certain: true },
  { name: 'vendor', theme: 'made', beside: /^composer\.json$/, by: ['composer'], certain: true },
  { name: 'target', theme: 'made', beside: /^Cargo\.toml$/, by: ['cargo'], certain: true },
  { name: 'target', theme: 'made', beside: /^pom\.xml$/, by: ['maven'], certain: true },
  { name: 'build', theme: 'made', beside: GRADLE, by: ['gradle'], certain: true },
  { name: 'bin', theme: 'made', beside: DOTNET, by: ['dotnet'], stars: 'always', certain: true },
  { name: 'obj', theme: 'made', beside: DOTNET, by: ['dotnet'], stars: 'always', certain: true },
  { name: '.venv', theme: 'made', beside: PYTHON },
  { name: 'venv', theme: 'made', beside: PYTHON },
  { name: '__pycache__', theme: 'caches', beside: /\.py$/, along: PYTHON, stars: 'always', certain: true },
  { name: '.pytest_cache', theme: 'caches', beside: /^(?:pytest\.ini|conftest\.py)$/ },
  { name: '.mypy_cache', theme: 'caches', beside: /^mypy\.ini$/ },
  { name: '.ruff_cache', theme: 'caches', beside: /^ruff\.toml$/ },
  { name: '.tox', theme: 'caches', beside: /^tox\.ini$/ },
  { name: '.nox', theme: 'caches', beside: /^noxfile\.py$/ },
  { name: 'htmlcov', theme: 'caches', beside: /^\.coveragerc$/ },
  { name: '.coverage', theme: 'caches', beside: /^\.coveragerc$/ },
  { name: 'coverage', theme: 'caches', beside: NODE },
  { name: '.nyc_output', theme: 'caches', beside: /^\.nycrc/ },
  { name: '.parcel-cache', theme: 'caches', beside: /^\.parcelrc$/ },
  { name: '.turbo', theme: 'caches', beside: /^turbo\.json$/ },
  { name: '.gradle', theme: 'caches', beside: GRADLE },
  { name: '.DS_Store', theme: 'tools', beside: /^\.gitignore$/, stars: 'always' },
  { name: '.idea', theme: 'tools', beside: /^\.gitignore$/ },
  { name: '.vscode', theme: 'tools', beside: /^\.gitignore$/ },
  { name: '.github', theme: 'tools' },
  { name: '.gitlab-ci.yml', theme: 'tools' },
  { name: '.circleci', theme: 'tools' },
  { name: '.travis.yml', theme: 'tools' },
];
