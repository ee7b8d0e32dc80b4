// Projects that grow in one direction, each made from a number: what somebody would write to keep harden busy, and what
// a program writes that knows no better. They are made when they are asked for, so no large file lies in the repository.

/** A project: the texts of its files by their paths. */
export type Project = Readonly<Record<string, string>>;

export interface Growth {
  /** What grows, as a table says it. */
  readonly what: string;
  /** The smallest size that is measured; the others are twice and four times as much. */
  readonly size: number;
  make(size: number): Project;
}

function lines(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => `${line(at)}\n`).join('');
}

const APP = 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n';

/** `a: x` for one, `a: x0` and so on for several. */
function services(count: number, more: (at: number) => string = () => ''): string {
  return `services:\n${lines(count, (at) => `  s${at}:\n    image: nginx:1.27${more(at)}`)}`;
}

function pods(count: number): string {
  return Array.from(
    { length: count },
    (_, at) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p${at}\nspec:\n  containers:\n    - name: c\n      image: nginx:1.27\n`,
  ).join('---\n');
}

function workflow(steps: string): string {
  return `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
}

/** Files that somebody writes or a program makes, of one kind each. */
const FILES: readonly Growth[] = [
  { what: 'services', size: 500, make: (size) => ({ 'compose.yaml': services(size) }) },
  {
    what: 'services that depend on the one before',
    size: 500,
    make: (size) => ({
      'compose.yaml': services(size, (at) => (at === 0 ? '' : `\n    depends_on: [s${at - 1}]`)),
    }),
  },
  {
    what: 'services that depend on each other in a ring',
    size: 500,
    make: (size) => ({ 'compose.yaml': services(size, (at) => `\n    depends_on: [s${(at + 1) % size}]`) }),
  },
  {
    what: 'services that extend the one before',
    size: 25,
    make: (size) => ({
      'compose.yaml': services(size, (at) => (at === 0 ? '' : `\n    extends: { service: s${at - 1} }`)),
    }),
  },
  {
    what: 'services that each depend on all others',
    size: 25,
    make: (size) => ({
      'compose.yaml': services(
        size,
        (at) =>
          `\n    depends_on: [${Array.from({ length: size }, (_, to) => `s${to}`)
            .filter((_, to) => to !== at)
            .join(', ')}]`,
      ),
    }),
  },
  {
    what: 'services of a file that is laid over another',
    size: 250,
    make: (size) => ({
      'compose.yaml': services(size, (at) => `\n    ports: ['${8000 + at}:80']\n    command: run`),
      'compose.ci.yaml': `services:\n  more:\n    environment: [A=b]\n${services(size).slice('services:\n'.length)}`,
    }),
  },
  {
    what: 'services of a file below the folder of another',
    size: 250,
    make: (size) => ({
      'compose.yaml': services(size, (at) => `\n    ports: ['${8000 + at}:80']\n    command: run`),
      'ci/compose.tests.yaml': services(size),
    }),
  },
  {
    what: 'branches of a case',
    size: 2000,
    make: (size) => ({
      Dockerfile: `FROM debian:12\nRUN case "$X" in ${Array.from({ length: size }, (_, at) => `a${at}) echo ${at};;`).join(' ')} esac\nCMD ["bash"]\n`,
    }),
  },
  {
    what: 'branches of an entry point',
    size: 500,
    make: (size) => ({
      Dockerfile: 'FROM debian:12\nCOPY entry.sh /entry.sh\nENTRYPOINT ["/entry.sh"]\nCMD ["a1"]\n',
      'entry.sh': `#!/bin/sh\ncase "$1" in\n${lines(size, (at) => `a${at}) f${at};;`)}esac\n${lines(size, (at) => `f${at}() { exec g${at}; }`)}exec "$@"\n`,
    }),
  },
  {
    what: 'services that extend one',
    size: 500,
    make: (size) => ({
      'compose.yaml': services(size, (at) => (at === 0 ? '' : '\n    extends: { service: s0 }')),
    }),
  },
  {
    what: 'services that all depend on one',
    size: 500,
    make: (size) => ({
      'compose.yaml': services(size, (at) => (at === 0 ? '' : '\n    depends_on: [s0]')),
    }),
  },
  {
    what: 'services with a link to the next',
    size: 500,
    make: (size) => ({ 'compose.yaml': services(size, (at) => `\n    links: [s${(at + 1) % size}]`) }),
  },
  {
    what: 'services in a network of their own',
    size: 250,
    make: (size) => ({
      'compose.yaml': `${services(size, (at) => `\n    networks: [n${at}, n${(at + 1) % size}]`)}networks:\n${lines(size, (at) => `  n${at}: {}`)}`,
    }),
  },
  {
    what: 'services that build one Dockerfile',
    size: 100,
    make: (size) => ({
      'compose.yaml': `services:\n${lines(size, (at) => `  s${at}:\n    build: .`)}`,
      Dockerfile: APP,
    }),
  },
  {
    what: 'services that build a Dockerfile each',
    size: 50,
    make: (size) => ({
      'compose.yaml': `services:\n${lines(size, (at) => `  s${at}:\n    build: ./d${at}`)}`,
      ...Object.fromEntries(Array.from({ length: size }, (_, at) => [`d${at}/Dockerfile`, APP])),
    }),
  },
  {
    what: 'variables of one service',
    size: 2000,
    make: (size) => ({
      'compose.yaml': `services:\n  web:\n    image: nginx:1.27\n    environment:\n${lines(size, (at) => `      K${at}: "\${V${at}:-x}"`)}`,
    }),
  },
  {
    what: 'aliases of one anchor',
    size: 500,
    make: (size) => ({
      'compose.yaml': `x-a: &a\n  image: nginx:1.27\nservices:\n${lines(size, (at) => `  s${at}:\n    <<: *a`)}`,
    }),
  },
  {
    what: 'anchors that merge the one before',
    size: 25,
    make: (size) => ({
      'compose.yaml': `x-a0: &a0\n  image: nginx:1.27\n${lines(size, (at) => `x-a${at + 1}: &a${at + 1}\n  <<: *a${at}\n  x-k${at}: 1`)}services:\n  web:\n    <<: *a${size}\n`,
    }),
  },
  {
    what: 'Compose files that include the next',
    size: 50,
    make: (size) =>
      Object.fromEntries(
        Array.from({ length: size }, (_, at) => [
          at === 0 ? 'compose.yaml' : `c${at}/compose.yaml`,
          `include:\n  - ${at === 0 ? '' : '../'}c${at + 1}/compose.yaml\n${services(1)}`,
        ]),
      ),
  },
  { what: 'pods', size: 250, make: (size) => ({ 'pods.yaml': pods(size) }) },
  {
    what: 'containers of one pod',
    size: 250,
    make: (size) => ({
      'pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n${lines(size, (at) => `    - name: c${at}\n      image: nginx:1.27`)}`,
    }),
  },
  {
    what: 'items of a List',
    size: 250,
    make: (size) => ({
      'list.yaml': `apiVersion: v1\nkind: List\nitems:\n${lines(size, (at) => `  - apiVersion: v1\n    kind: Pod\n    metadata:\n      name: p${at}\n    spec:\n      containers:\n        - name: c\n          image: nginx:1.27`)}`,
    }),
  },
  {
    what: 'workflow steps',
    size: 2500,
    make: (size) => ({
      Dockerfile: APP,
      '.github/workflows/ci.yml': workflow(lines(size, (at) => `      - run: docker build -t app${at} .`)),
    }),
  },
  {
    what: 'workflow jobs that need the one before',
    size: 500,
    make: (size) => ({
      Dockerfile: APP,
      '.github/workflows/ci.yml': `on: push\njobs:\n${lines(size, (at) => `  j${at}:\n    runs-on: ubuntu-latest\n${at === 0 ? '' : `    needs: [j${at - 1}]\n`}    steps:\n      - run: docker build .`)}`,
    }),
  },
  {
    what: 'workflow variables that double',
    size: 25,
    make: (size) => ({
      Dockerfile: APP,
      '.github/workflows/ci.yml': `env:\n  A0: xxxxxxxx\n${lines(size, (at) => `  A${at + 1}: \${{ env.A${at} }}\${{ env.A${at} }}`)}${workflow(`      - run: docker build -t \${{ env.A${size} }} .\n`)}`,
    }),
  },
];

const DOCKERFILES: readonly Growth[] = [
  {
    what: 'stages',
    size: 250,
    make: (size) => ({ Dockerfile: lines(size, (at) => `FROM alpine:3.20 AS s${at}\nRUN apk add curl`) }),
  },
  {
    what: 'stages that stand on the one before',
    size: 250,
    make: (size) => ({
      Dockerfile: lines(size, (at) => `FROM ${at === 0 ? 'alpine:3.20' : `s${at - 1}`} AS s${at}\nRUN apk add p${at}`),
    }),
  },
  {
    what: 'stages that copy from the one before',
    size: 250,
    make: (size) => ({
      Dockerfile: lines(
        size,
        (at) => `FROM alpine:3.20 AS s${at}\nCOPY ${at === 0 ? '.' : `--from=s${at - 1} /x`} /x\nRUN ./x`,
      ),
    }),
  },
  {
    what: 'stages that copy from the two before',
    size: 250,
    make: (size) => ({
      Dockerfile: lines(
        size,
        (at) =>
          `FROM alpine:3.20 AS s${at}${at < 2 ? '' : `\nCOPY --from=s${at - 1} /x /x\nCOPY --from=s${at - 2} /y /y`}`,
      ),
    }),
  },
  {
    what: 'stages with a variable that stand on the one before',
    size: 250,
    make: (size) => ({
      Dockerfile: lines(
        size,
        (at) => `FROM ${at === 0 ? 'alpine:3.20' : `s${at - 1}`} AS s${at}\nENV A${at}=$A0x\nCOPY . /$A${at}`,
      ),
    }),
  },
  {
    what: 'arguments that double',
    size: 25,
    make: (size) => ({
      Dockerfile: `FROM alpine:3.20\nARG A0=xxxxxxxx\n${lines(size, (at) => `ARG A${at + 1}=$A${at}$A${at}`)}RUN echo $A${size}\n`,
    }),
  },
  {
    what: 'arguments before FROM that double',
    size: 25,
    make: (size) => ({
      Dockerfile: `ARG A0=xxxxxxxx\n${lines(size, (at) => `ARG A${at + 1}=$A${at}$A${at}`)}FROM alpine:$A${size}\nRUN apk add curl\n`,
    }),
  },
  {
    what: 'variables that double',
    size: 25,
    make: (size) => ({
      Dockerfile: `FROM alpine:3.20\nENV A0=xxxxxxxx\n${lines(size, (at) => `ENV A${at + 1}=$A${at}$A${at}`)}WORKDIR /$A${size}\nCOPY . .\n`,
    }),
  },
  {
    what: 'RUN instructions',
    size: 1250,
    make: (size) => ({
      Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `RUN apt-get update && apt-get install -y p${at}`)}`,
    }),
  },
  {
    what: 'RUN instructions of pip',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM python:3.12\n${lines(size, (at) => `RUN pip install p${at}`)}` }),
  },
  {
    what: 'RUN instructions with cd',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `RUN cd /a${at} && make`)}` }),
  },
  {
    what: 'commands of one RUN',
    size: 1250,
    make: (size) => ({
      Dockerfile: `FROM debian:bookworm\nRUN true${Array.from({ length: size }, (_, at) => ` && apt-get install -y p${at}`).join('')}\n`,
    }),
  },
  {
    what: 'lines of one RUN',
    size: 1250,
    make: (size) => ({
      Dockerfile: `FROM debian:bookworm\nRUN true${Array.from({ length: size }, (_, at) => ` \\\n  && curl -o /f${at} https://example.com/f${at}`).join('')}\n`,
    }),
  },
  {
    what: 'lines of a heredoc',
    size: 2500,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\nRUN <<EOF\n${lines(size, (at) => `echo ${at}`)}EOF\n` }),
  },
  {
    what: 'words of one command',
    size: 5000,
    make: (size) => ({
      Dockerfile: `FROM debian:bookworm\nRUN apt-get install -y${Array.from({ length: size }, (_, at) => ` p${at}`).join('')}\n`,
    }),
  },
  {
    what: 'COPY instructions',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `COPY f${at} /app/f${at}`)}` }),
  },
  {
    what: 'ADD instructions',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `ADD f${at} /app/f${at}`)}` }),
  },
  {
    what: 'ENV instructions',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `ENV K${at} $K${at - 1}x`)}` }),
  },
  {
    what: 'ARG instructions',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `ARG K${at}=x`)}RUN echo $K1\n` }),
  },
  {
    what: 'LABEL instructions',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `LABEL Key${at} value`)}` }),
  },
  {
    what: 'WORKDIR instructions',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `WORKDIR d${at}`)}RUN make\n` }),
  },
  {
    what: 'USER instructions',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `USER ${at}\nRUN make`)}` }),
  },
  {
    what: 'EXPOSE instructions',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `EXPOSE ${at + 1}`)}CMD app\n` }),
  },
  {
    what: 'HEALTHCHECK and CMD instructions',
    size: 1250,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `CMD app ${at}\nHEALTHCHECK NONE`)}` }),
  },
  {
    what: 'lines of comments in a Dockerfile',
    size: 2500,
    make: (size) => ({
      Dockerfile: `FROM debian:bookworm\n${lines(size, (at) => `# ${at}`)}RUN apt-get install -y x\n`,
    }),
  },
  {
    what: 'lines of comments in a Compose file',
    size: 2500,
    make: (size) => ({ 'compose.yaml': `${lines(size, (at) => `# ${at}`)}${services(1)}` }),
  },
  {
    what: 'empty lines behind a continuation',
    size: 2500,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\nRUN true \\\n${lines(size, () => '')}  && false\n` }),
  },
  {
    what: 'characters of a line in a Dockerfile',
    size: 200_000,
    make: (size) => ({ Dockerfile: `FROM debian:bookworm\nRUN echo ${'x'.repeat(size)}\n` }),
  },
  {
    what: 'characters of a line in a Compose file',
    size: 200_000,
    make: (size) => ({
      'compose.yaml': `services:\n  web:\n    image: nginx:1.27\n    command: echo ${'x'.repeat(size)}\n`,
    }),
  },
];

/** Depth, in files that are read as they are planned. */
const DEPTHS: readonly Growth[] = [
  {
    what: 'lists within lists in YAML',
    size: 50,
    make: (size) => ({
      'compose.yaml': `${services(1)}x-deep: ${'['.repeat(size)}${']'.repeat(size)}\n`,
    }),
  },
  {
    what: 'maps within maps in YAML',
    size: 50,
    make: (size) => ({
      'compose.yaml': `${services(1)}x-deep:\n${lines(size, (at) => `${'  '.repeat(at + 1)}a:`)}`,
    }),
  },
  {
    what: 'levels of aliases of aliases',
    size: 10,
    make: (size) => ({
      'compose.yaml': `${services(1)}x-a0: &a0 [x, x]\n${lines(size, (at) => `x-a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`)}`,
    }),
  },
  {
    what: 'lists within lists in package.json',
    size: 5000,
    make: (size) => ({
      Dockerfile: APP,
      'package.json': `{"name": "app", "x": ${'['.repeat(size)}${']'.repeat(size)}}\n`,
    }),
  },
];

/** What lies around a Dockerfile and is read for evidence. */
const AROUND: readonly Growth[] = [
  {
    what: 'lines of a Makefile',
    size: 5000,
    make: (size) => ({
      Dockerfile: APP,
      Makefile: lines(size, (at) => `t${at}: t${at + 1}\n\tdocker build -t app${at} .`),
    }),
  },
  {
    what: 'lines of a shell script',
    size: 5000,
    make: (size) => ({ Dockerfile: APP, 'build.sh': lines(size, (at) => `docker build -t app${at} .`) }),
  },
  {
    what: 'lines of a README',
    size: 5000,
    make: (size) => ({ Dockerfile: APP, 'README.md': lines(size, (at) => `    docker run -p 80:80 app${at}`) }),
  },
  {
    what: 'lines of an .env',
    size: 5000,
    make: (size) => ({
      'compose.yaml': `services:\n  web:\n    image: nginx:\${K1}\n    env_file: .env\n`,
      '.env': lines(size, (at) => `K${at}=\${K${at - 1}}x`),
    }),
  },
  {
    what: 'lines of a .dockerignore',
    size: 5000,
    make: (size) => ({ Dockerfile: APP, '.dockerignore': lines(size, (at) => `**/d${at}/*.txt`) }),
  },
  {
    what: 'lines of requirements.txt',
    size: 5000,
    make: (size) => ({
      Dockerfile:
        'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n',
      'requirements.txt': lines(size, (at) => `package-${at}==1.${at}`),
      'app.py': 'import flask\n',
    }),
  },
  {
    what: 'requirements files that name the next',
    size: 100,
    make: (size) => ({
      Dockerfile: 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r r0.txt\nCMD ["python", "app.py"]\n',
      ...Object.fromEntries(Array.from({ length: size }, (_, at) => [`r${at}.txt`, `-r r${at + 1}.txt\np${at}==1\n`])),
    }),
  },
  {
    what: 'dependencies of package.json',
    size: 5000,
    make: (size) => ({
      Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nCMD ["npm", "start"]\n',
      'package.json': JSON.stringify({
        name: 'app',
        scripts: { start: 'node server.js' },
        dependencies: Object.fromEntries(Array.from({ length: size }, (_, at) => [`p${at}`, `^1.${at}.0`])),
      }),
    }),
  },
  {
    what: 'packages of package-lock.json',
    size: 5000,
    make: (size) => ({
      Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nCMD ["node", "server.js"]\n',
      'package.json': '{"name": "app", "dependencies": {"p0": "1.0.0"}}\n',
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: Object.fromEntries([
          ['', { dependencies: { p0: '1.0.0' } }],
          ...Array.from({ length: size }, (_, at) => [
            `node_modules/p${at}`,
            { version: '1.0.0', integrity: 'sha512-x' },
          ]),
        ]),
      }),
    }),
  },
  {
    what: 'lines of server.js',
    size: 5000,
    make: (size) => ({
      Dockerfile: APP,
      'server.js': lines(size, (at) => `app.get('/p${at}', (q, r) => r.send(${at}));`),
    }),
  },
  {
    what: 'modules that require the next',
    size: 50,
    make: (size) => ({
      Dockerfile: APP,
      'server.js': "require('./m0');\n",
      ...Object.fromEntries(Array.from({ length: size }, (_, at) => [`m${at}.js`, `require('./m${at + 1}');\n`])),
    }),
  },
  {
    what: 'lines of app.py',
    size: 5000,
    make: (size) => ({
      Dockerfile: 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "app.py"]\n',
      'app.py': lines(size, (at) => `x${at} = open('/tmp/f${at}', 'w')`),
    }),
  },
  {
    what: 'files of a folder',
    size: 1000,
    make: (size) => ({
      Dockerfile: APP,
      ...Object.fromEntries(Array.from({ length: size }, (_, at) => [`data/f${at}.txt`, 'x\n'])),
    }),
  },
  {
    what: 'folders within folders',
    size: 25,
    make: (size) => ({ Dockerfile: APP, [`${'d/'.repeat(size)}x.txt`]: 'x\n' }),
  },
  {
    what: 'Dockerfiles',
    size: 100,
    make: (size) => Object.fromEntries(Array.from({ length: size }, (_, at) => [`d${at}/Dockerfile`, APP])),
  },
];

export const GROWTHS: readonly Growth[] = [...FILES, ...DOCKERFILES, ...DEPTHS, ...AROUND];
