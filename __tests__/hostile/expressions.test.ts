// Files that a regular expression or a scanner could stay with for minutes: each is planned, and nothing is dropped.
import { registry } from '../../transforms/index.js';
import { cpuSeconds } from '../support/cpu.js';
import { planTexts } from '../support/plan.js';

type Files = Readonly<Record<string, string>>;

/** An image of an ecosystem whose files are read, with one of them as it is not meant to be. */
function image(from: string, commands: string, files: Files): Files {
  return { Dockerfile: `FROM ${from}\nWORKDIR /app\nCOPY . .\n${commands}\n`, ...files };
}

function run(command: string): Files {
  return { Dockerfile: `FROM debian:12\nRUN ${command}\nCMD ["app"]\n` };
}

const NODE = 'RUN npm ci && npm run build\nCMD ["npm", "start"]';
const RUBY = 'RUN bundle install\nCMD ["bundle", "exec", "puma", "-C", "config/puma.rb"]';
const PYTHON = 'RUN pip install -r requirements.txt\nCMD ["gunicorn", "-c", "gunicorn.conf.py", "app:app"]';
const JAVA = 'RUN ./gradlew build\nCMD ["java", "-jar", "build/libs/app.jar"]';
const PACKAGE =
  '{"name":"app","scripts":{"build":"vite build","start":"node dist/index.js"},"dependencies":{"vite":"5"}}';
const LINES = '\n'.repeat(240_000);
const BLANKS = ' '.repeat(20_000);

/** What is put into files, where each used to be looked at again from every one of its characters. */
const FILLINGS: Files = {
  'line ends': LINES,
  blanks: `x${BLANKS}y`,
  tabs: '\t'.repeat(20_000),
  slashes: `"${'/'.repeat(20_000)}x"`,
  quotes: `"${'\\"'.repeat(10_000)}`,
  brackets: '['.repeat(20_000),
  braces: '${{'.repeat(7_000),
  words: 'requirements'.repeat(1_700),
  comments: ' #'.repeat(10_000),
  digits: '1.'.repeat(10_000),
};

/** Files that are read, each beside a Dockerfile for which somebody reads it. */
const READ: readonly (readonly [string, (text: string) => Files])[] = [
  ['vite.config.ts', (text) => image('node:20', NODE, { 'package.json': PACKAGE, 'vite.config.ts': text })],
  ['package.json', (text) => image('node:20', NODE, { 'package.json': text })],
  ['pnpm-workspace.yaml', (text) => image('node:20', NODE, { 'package.json': PACKAGE, 'pnpm-workspace.yaml': text })],
  ['yarn.lock', (text) => image('node:20', NODE, { 'package.json': PACKAGE, 'yarn.lock': text })],
  ['.npmrc', (text) => image('node:20', NODE, { 'package.json': PACKAGE, '.npmrc': text })],
  ['Gemfile', (text) => image('ruby:3.3', RUBY, { Gemfile: text })],
  ['config/puma.rb', (text) => image('ruby:3.3', RUBY, { Gemfile: "gem 'rails'\n", 'config/puma.rb': text })],
  ['requirements.txt', (text) => image('python:3.12', PYTHON, { 'requirements.txt': text })],
  ['gunicorn.conf.py', (text) => image('python:3.12', PYTHON, { 'requirements.txt': '', 'gunicorn.conf.py': text })],
  ['pyproject.toml', (text) => image('python:3.12', 'RUN pip install .', { 'pyproject.toml': text })],
  ['build.gradle', (text) => image('eclipse-temurin:21', JAVA, { gradlew: '', 'build.gradle': text })],
  ['settings.gradle', (text) => image('eclipse-temurin:21', JAVA, { 'build.gradle': '', 'settings.gradle': text })],
  [
    'logback.xml',
    (text) => image('eclipse-temurin:21', JAVA, { 'pom.xml': '', 'src/main/resources/logback.xml': text }),
  ],
  [
    'application.yml',
    (text) => image('eclipse-temurin:21', JAVA, { 'pom.xml': '', 'src/main/resources/application.yml': text }),
  ],
  ['hugo.toml', (text) => image('hugomods/hugo', 'RUN hugo', { 'hugo.toml': text })],
  ['Makefile', (text) => image('debian:12', 'RUN make\nCMD ["make", "run"]', { Makefile: text })],
  ['go.mod', (text) => image('golang:1.22', 'RUN go build -o /app .', { 'go.mod': text, 'main.go': 'package main' })],
  ['Cargo.toml', (text) => image('rust:1', 'RUN cargo build', { 'Cargo.toml': text })],
  ['composer.json', (text) => image('php:8', 'RUN composer install', { 'composer.json': text })],
  ['Procfile', (text) => image('heroku/builder', 'CMD ["honcho", "start"]', { Procfile: text })],
  [
    'supervisord.conf',
    (text) => image('debian:12', 'CMD ["supervisord", "-c", "supervisord.conf"]', { 'supervisord.conf': text }),
  ],
  ['entrypoint.sh', (text) => image('debian:12', 'ENTRYPOINT ["./entrypoint.sh"]', { 'entrypoint.sh': text })],
  ['docker-bake.hcl', (text) => image('debian:12', 'CMD ["a"]', { 'docker-bake.hcl': text })],
  ['workflow', (text) => image('debian:12', 'CMD ["a"]', { '.github/workflows/a.yml': `on: push\n# ${text}` })],
];

/** The same filling where the words stand that somebody looks for. */
const STARTS: Files = {
  'vite.config.ts': 'export default {\n',
  'logback.xml': '<file>',
  'build.gradle': 'apply ',
  'settings.gradle': "include('a',",
  'yarn.lock': '__metadata:',
  'pnpm-workspace.yaml': 'packages:\n  - ',
  Procfile: 'web:',
  'docker-bake.hcl': 'target "a" {\n  tags = [',
};

/** A plan of it exists, nothing in it was dropped, and a computer of today needs far less than a second for it. */
function plan(files: Files): void {
  let dropped: unknown[] = ['not planned'];
  const seconds = cpuSeconds(() => {
    dropped = planTexts(files, { registry }).plans.flatMap((each) => each.dropped);
  });
  expect(dropped).toEqual([]);
  expect(seconds).toBeLessThan(20);
}

test.each(READ)('%s with what nobody writes', (name, files) => {
  for (const filling of Object.values(FILLINGS)) plan(files((STARTS[name] ?? '') + filling));
});

const N = 2_000;

test.each<[string, Files]>([
  [
    'a task of Gradle with a long name',
    image('gradle:8', 'RUN ./gradlew assembleReleaseUnitTestWithCoverageReports', {
      'build.gradle': '',
      'src/A.java': '',
    }),
  ],
  ['a logback.xml of blanks', READ.find(([name]) => name === 'logback.xml')![1](`<file>${' '.repeat(4_000)}`)],
  ['200,000 substitutions', run(`echo ${'$('.repeat(200_000)}`)],
  ['substitutions within each other', run(`echo ${'$('.repeat(N)}a${')'.repeat(N)}`)],
  ['quoted substitutions within each other', run(`echo ${'"$('.repeat(N)}a${')"'.repeat(N)}`)],
  ['substitutions side by side', run(`echo ${'$(a) '.repeat(N)}`)],
  ['subshells', run(`${'('.repeat(N)}a${')'.repeat(N)}`)],
  ['groups', run(`${'{ '.repeat(N)}a${'; }'.repeat(N)}`)],
  ['brackets', run('['.repeat(N))],
  ['tests', run('[[ '.repeat(N))],
  ['sums', run(`echo ${'$(('.repeat(N)}1${'))'.repeat(N)}`)],
  ['defaults', run(`echo ${'${a:-'.repeat(N)}${'}'.repeat(N)}`)],
  ['quotes', run(`echo ${'" '.repeat(N + 1)}`)],
  ['single quotes', run(`echo ${"' ".repeat(N + 1)}`)],
  ['backticks', run(`echo ${'`'.repeat(N + 1)}`)],
  ['conditions', run('if a; then '.repeat(N))],
  [
    'here-documents',
    run(
      `cat ${Array.from({ length: N }, (_, at) => `<<E${at}`).join(' ')}\n${Array.from({ length: N }, (_, at) => `E${at}\n`).join('')}`,
    ),
  ],
  ['here-documents that nobody closes', run('cat <<A '.repeat(N))],
  ['a chain', run(`${'a && '.repeat(N)}b`)],
  ['a pipe', run(`${'a | '.repeat(N)}b`)],
  ['packages', run(`apt-get update && apt-get install -y ${'curl '.repeat(50_000)}`)],
])('a Dockerfile with %s', (_name, files) => {
  plan(files);
});
