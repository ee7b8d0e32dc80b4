// Dockerfiles and Compose files put together from what real ones are made of.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles
import fc from 'fast-check';

/** One instruction, or a few that belong together; `#` stands where a comment line may be put. */
const BODY: readonly string[] = [
  'RUN apt-get update && apt-get install -y curl',
  'RUN apt-get update\nRUN apt-get install -y curl git',
  'RUN apt update && apt install -y gcc libpq-dev',
  'RUN apt-get update && \\\n    apt-get install -y --no-install-recommends \\\n#\n      curl \\\n      git && \\\n    rm -rf /var/lib/apt/lists/*',
  'RUN set -ex \\\n  && apt-get update \\\n#\n  && apt-get -qq install python3 \\\n  && apt-get clean',
  'RUN apt-get update; apt-get install -y nano; rm -rf /var/lib/apt/lists/*',
  'RUN sudo apt-get install make',
  'RUN apt-get upgrade -y',
  'RUN apk add curl',
  'RUN apk update && apk add --no-cache bash',
  'RUN apk add --update --virtual .build gcc musl-dev \\\n && make \\\n && apk del .build \\\n && rm -rf /var/cache/apk/*',
  'RUN yum install -y wget && yum clean all',
  'RUN dnf -y install git',
  'RUN zypper install -y vim',
  'RUN pip install -r requirements.txt',
  'RUN pip3 install --upgrade pip && pip3 install flask==2.0 gunicorn',
  'RUN --mount=type=cache,target=/root/.cache/pip pip install numpy',
  'RUN python -m pip install .',
  'RUN npm install',
  'RUN npm ci --only=production && npm cache clean --force',
  'RUN yarn install --frozen-lockfile',
  'RUN gem install bundler && bundle install',
  'RUN cd /app && make',
  'RUN cd src; make; cd ..',
  'RUN curl -sSL https://example.com/install.sh | bash',
  'RUN wget https://example.com/a.tgz && tar xzf a.tgz',
  'RUN useradd -m -u 10001 app',
  'RUN ["apt-get", "update"]',
  'RUN if [ -f x ]; then apt-get install -y y; else echo "no # x"; fi',
  'RUN <<EOF\napt-get update\napt-get install -y curl\nEOF',
  'RUN <<-"END"\n\t# not a comment of the Dockerfile\n\tapt-get install -y curl\n\tEND',
  'RUN echo one && \\\n\n    echo two',
  'RUN echo \'a  b\' "c $HOME" `date` $(uname -r)',
  'RUN export DEBIAN_FRONTEND=noninteractive && apt-get update -y && apt-get install -yq tzdata',
  'RUN chmod -R 777 /app && chown -R app /app',
  'ADD . /app',
  'ADD requirements.txt setup.py /app/',
  'ADD --chown=1:1 src /src',
  'ADD https://example.com/a.tgz /tmp/',
  'ADD rootfs.tar.gz /',
  'COPY . .',
  'COPY package.json package-lock.json ./',
  'COPY a b /srv',
  'COPY ["a file", "/srv/"]',
  'COPY <<EOF /etc/motd\n# hello\nEOF',
  'ENV KEY a value with blanks',
  'ENV A=1 B="2 3" \\\n#\n    C=4',
  'ENV DEBIAN_FRONTEND noninteractive',
  'ENV DEBIAN_FRONTEND=noninteractive',
  'ENV PATH /opt/bin:$PATH',
  'ENV PYTHONUNBUFFERED 1',
  'ARG VERSION=1.2',
  'ARG DEBIAN_FRONTEND=noninteractive',
  'LABEL version 1',
  'LABEL a.b="c" d=e',
  'MAINTAINER Somebody <some@example.com>',
  'WORKDIR app',
  'WORKDIR /app',
  'USER app',
  'USER root',
  'EXPOSE 80 443/tcp',
  'VOLUME /data',
  'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
  'STOPSIGNAL SIGINT',
  'ONBUILD RUN apt-get update',
  'HEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1',
  'CMD python app.py',
  'CMD ["python", "app.py"]',
  'CMD exec gunicorn -b 0.0.0.0:8000 app:app',
  'ENTRYPOINT ./start.sh $MODE',
  'ENTRYPOINT ["./start.sh"]',
];

const IMAGES = [
  'debian:bookworm-slim',
  'ubuntu:22.04',
  'alpine',
  'python:3.12',
  'node:20-alpine',
  'centos:7',
  'scratch',
  'ghcr.io/me/base:${V}',
  'mcr.microsoft.com/windows/servercore:ltsc2022',
];
const HEADS = [
  '',
  '',
  '',
  '# syntax=docker/dockerfile:1\n',
  'ARG V=1\n',
  '# escape=`\n',
  'SYNTAX docker/dockerfile:1\n',
  '#\n',
  '\n\n',
];

/** Numbers every comment, so that each can be looked for. */
function numbered(text: string): string {
  let count = 0;
  return text.replace(/^#$/gm, () => `# note ${++count}`);
}

const gap = fc.constantFrom('', '', '', '', '\n', '#\n', '\n#\n', '#\n\n', '#\n#\n');

/** Spelt as some people do. */
const instruction = fc.tuple(fc.constantFrom(...BODY), fc.nat(11)).map(([text, spelling]) => {
  if (spelling === 0) return text.replace(/^[A-Z]+/, (word) => word.toLowerCase());
  if (spelling === 1) return `  ${text}`;
  return spelling === 2 ? text.replace(/^([A-Z]+) (?!<<)/, '$1   ') : text;
});

const stage = fc.tuple(fc.constantFrom(...IMAGES), fc.array(fc.tuple(gap, instruction), { maxLength: 7 }));

const NAMES = ['', ' AS build', ' as Web', ' AS final'];

/** A Dockerfile with LF and a final newline. */
const dockerfile: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...HEADS), fc.array(stage, { minLength: 1, maxLength: 3 }), fc.nat(3), gap)
  .map(([head, stages, names, end]) => {
    const parts = [head];
    stages.forEach(([image, body], at) => {
      parts.push(
        `${at > 0 ? '\n' : ''}FROM ${at > 0 && names === 3 ? 'build' : image}${stages.length > 1 ? NAMES[(at + names) % NAMES.length] : ''}\n`,
      );
      if (at > 0 && names === 1) parts.push('COPY --from=0 /app /app\n');
      for (const [before, text] of body) parts.push(before, text, '\n');
    });
    const escaped = head.includes('escape=`') ? parts.join('').replace(/\\$/gm, '`') : parts.join('');
    return numbered(escaped + end);
  });

const KEYS: readonly string[] = [
  'image: nginx:latest',
  'image: "postgres"',
  'build: .',
  'build:\n  context: .\n  dockerfile: Dockerfile',
  'ports:\n- "80:80"\n- 443:443',
  'ports: ["8080:80"]',
  'security_opt:\n  - label:disable',
  'security_opt: [no-new-privileges:true]',
  'privileged: true',
  'environment:\n  #\n  A: 1\n  B: "two"',
  'environment:\n  - A=1',
  'depends_on:\n  - db',
  'restart: always # why',
  'cap_add: [NET_ADMIN]',
  'user: "1000"',
  'read_only: true',
  'command: >\n  run\n  it',
  'volumes:\n  - /var/run/docker.sock:/var/run/docker.sock',
  'deploy: {resources: {limits: {memory: 1g}}}',
  'mode: 0755',
  '<<: *defaults',
];

/** At most one of each key. */
const service = fc.uniqueArray(fc.constantFrom(...KEYS), {
  minLength: 1,
  maxLength: 5,
  selector: (text) => text.split(':', 1)[0],
});

function indented(text: string, by: string): string {
  return text.replace(/^(?!$)/gm, by);
}

/** A Compose file with LF and a final newline. */
const compose: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', "version: '3'\n", 'version: "2.4"\n\n', '#\nname: x\n', '---\n'),
    fc.array(service, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('  ', '    '),
    gap,
  )
  .map(([head, services, by, between]) => {
    const body = services
      .map(
        (keys, at) =>
          `${between}${['web', 'db', '"odd name"'][at]}:\n${keys.map((key) => indented(key, by)).join('\n')}\n`,
      )
      .join('');
    const defaults = body.includes('*defaults') ? 'x-defaults: &defaults\n  init: true\n' : '';
    const text = `${head}${defaults}services:\n${indented(body, by)}`;
    return numberedYaml(text);
  });

function numberedYaml(text: string): string {
  let count = 0;
  return text.replace(/^(\s*)#$/gm, (_, indent: string) => `${indent}# note ${++count}`);
}

/** A small repository: a Dockerfile, now and then a Compose file that builds it, and something to copy. */
export const repository: fc.Arbitrary<Record<string, string>> = fc
  .tuple(
    dockerfile,
    fc.option(compose, { freq: 2 }),
    fc.constantFrom<Record<string, string>>(
      {},
      { 'package.json': '{}\n', 'src/index.js': '\n' },
      { 'requirements.txt': 'flask\n', 'app.py': 'print(1)\n', '.git/HEAD': 'ref: x\n' },
      { '.dockerignore': '*.log\n' },
    ),
  )
  .map(([docker, composed, around]) => ({
    Dockerfile: docker,
    ...(composed === null ? {} : { 'compose.yaml': composed }),
    ...around,
  }));
