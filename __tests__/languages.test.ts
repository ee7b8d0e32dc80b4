// A language and its package managers are named in src/ecosystems, and in tables of facts. What is named elsewhere is
// counted, by file and by transform: the table of what is left can only shrink.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { sourceFileOf } from './support/source-files.js';
import left from './support/language-names.json';

const root = join(__dirname, '..');

/** Where languages have their home: the ecosystems, and tables of facts. */
const HOMES = /^src\/(?:ecosystems|knowledge|programs)\//;

const NAMES = `
  python pip pip3 pipenv poetry pdm conda gunicorn django npm yarn pnpm npx deno bun corepack javascript typescript
  golang ruby bundler gemfile rubygems rails puma php composer java maven mvn mvnw gradle gradlew kotlin sbt rust cargo
  rustup dotnet nuget elixir`;
/** They are words of English as well: they count where they stand alone, in a pattern or in a list. */
const ALSO_WORDS = 'node go gem bundle uv mix';
const CERTAIN = namesIn(NAMES);
const ALL = namesIn(`${NAMES} ${ALSO_WORDS}`);

function namesIn(names: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9])(?:${names.trim().split(/\s+/).join('|')})(?![A-Za-z0-9])`, 'gi');
}

/** How often a text of TypeScript names a language or its tools in strings and patterns. */
function countNames(source: ts.SourceFile): number {
  let found = 0;
  function add(literal: string, names: RegExp): void {
    found += literal.match(names)?.length ?? 0;
  }
  function visit(node: ts.Node): void {
    if (ts.isRegularExpressionLiteral(node)) add(node.text.replace(/\\[a-z]/gi, ' '), ALL);
    else if (ts.isStringLiteralLike(node) && !isModule(node)) add(node.text, isProse(node) ? CERTAIN : ALL);
    else if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) add(node.text, CERTAIN);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

function isModule({ parent, text }: ts.StringLiteralLike): boolean {
  return ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || /^node:[\w/]+$/.test(text);
}

/** A sentence, and no list of words that a function reads. */
function isProse(node: ts.StringLiteralLike): boolean {
  if (!node.text.trim().includes(' ')) return false;
  const { parent } = node;
  return !(
    ts.isCallExpression(parent) &&
    /^(?:words?|wordList|wordPattern|exactPattern|partPattern)$/.test(parent.expression.getText())
  );
}

test('names of languages are counted in strings, patterns and lists', () => {
  const text =
    "import x from './node/x.js'; f('npm'); words('go mod'); say('it goes on, as npm does'); say('go on'); /\\bgo\\b|pip3?/;";
  expect(countNames(ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2023, true))).toBe(5);
});

test('languages are named by the ecosystems, and less often elsewhere than before', () => {
  const counted: Record<string, number> = {};
  for (const top of ['src', 'transforms']) {
    for (const name of readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })) {
      const file = `${top}/${name}`;
      if (!file.endsWith('.ts') || HOMES.test(file)) continue;
      const names = countNames(sourceFileOf(file));
      // A transform may be cut into files as it likes.
      const place = top === 'transforms' ? file.split('/').slice(0, 2).join('/') : file;
      if (names > 0) counted[place] = (counted[place] ?? 0) + names;
    }
  }
  // More: ask the ecosystems instead. Fewer: lower the number in support/language-names.json.
  expect(counted).toEqual(left);
});
