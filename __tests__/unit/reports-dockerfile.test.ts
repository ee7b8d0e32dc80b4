// Every check on Dockerfiles: where it speaks, and the look-alike where it must not.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Dockerfile variables
import { parseConfig, resolveConfig } from '../../src/config/index.js';
import { findRule, RULES, rowsOf } from '../../src/knowledge/index.js';
import { filePath } from '../../src/model/index.js';
import { reports, silentRules } from '../../src/reports/index.js';
import { registry } from '../../transforms/index.js';
import { planTexts } from '../support/plan.js';

const NOTHING = { dockerfile: [], compose: [], kubernetes: [], pipeline: [] };
const DIGEST = `@sha256:${'0123456789abcdef'.repeat(4)}`;

/** What one check says of a repository: `line: message`. */
function said(check: string, files: string | Record<string, string>): string[] {
  const texts = typeof files === 'string' ? { Dockerfile: files } : files;
  const { plans, errors } = planTexts(texts, { registry: NOTHING, reports });
  expect(errors).toEqual([]);
  return plans.flatMap(({ findings }) =>
    findings.flatMap((finding) => (finding.check === check ? [`${finding.line}: ${finding.message}`] : [])),
  );
}

const from = (image: string, ...lines: string[]): string => `FROM ${image}\n${lines.join('\n')}\n`;
const debian = (...lines: string[]): string => from('debian:12', ...lines);
const service = (...lines: string[]): string => debian(...lines, 'CMD ["/app/server"]');

type Case = readonly [
  check: string,
  speaks: string | Record<string, string>,
  line: number,
  words: RegExp,
  silent: readonly (string | Record<string, string>)[],
];

const CASES: readonly Case[] = [
  [
    'untagged-image',
    from('debian'),
    1,
    /debian has no tag/,
    [
      from('debian:12'),
      from(`debian${DIGEST}`),
      from('scratch'),
      from('debian:12 AS a', 'FROM a'),
      'ARG V\nFROM $V\n',
      from('gcr.io/distroless/static'),
    ],
  ],
  ['untagged-image', 'ARG IMAGE=debian\nFROM ${IMAGE}\n', 2, /debian has no tag/, ['ARG T=12\nFROM debian:$T\n']],
  [
    'latest-image',
    from('debian:latest'),
    1,
    /debian:latest names no version/,
    [from('debian:12'), from(`debian:latest${DIGEST}`), from('debian')],
  ],
  [
    'latest-image',
    debian('COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/'),
    2,
    /uv:latest/,
    [from('debian:12 AS latest', 'FROM debian:12', 'COPY --from=latest /a /b')],
  ],
  [
    'image-without-digest',
    from('debian:12 AS a', 'FROM node:22'),
    1,
    /debian:12 and node:22/,
    [from(`debian:12${DIGEST}`), from('scratch'), from('debian')],
  ],
  [
    'base-image-end-of-life',
    from('python:3.7-slim'),
    1,
    /Python 3\.7 has had no fixes since 2023-06-27/,
    [from('python:3.13-slim'), from('python:3'), from('debian:stable'), from('team/python:3.7')],
  ],
  [
    'base-image-end-of-life',
    from('debian:buster-slim'),
    1,
    /Debian buster .* 2024-06-30/,
    [from('debian:bookworm'), from('alpine:3.22'), from('node:24')],
  ],
  [
    'base-image-end-of-life',
    from('mcr.microsoft.com/dotnet/sdk:6.0'),
    1,
    /\.NET 6\.0/,
    [from('mcr.microsoft.com/dotnet/sdk:10.0')],
  ],
  [
    'base-image-end-of-life',
    from('openjdk:21'),
    1,
    /deprecated in favour of eclipse-temurin/,
    [from('eclipse-temurin:21'), from('team/openjdk:21')],
  ],
  [
    'constant-platform',
    'FROM --platform=linux/amd64 debian:12\n',
    1,
    /always built for linux\/amd64/,
    [
      'FROM --platform=$BUILDPLATFORM debian:12\n',
      'FROM --platform=windows/amd64 mcr.microsoft.com/windows/nanoserver:ltsc2022\n',
    ],
  ],
  [
    'undeclared-arg-in-from',
    'FROM debian:${TAG}\n',
    1,
    /\$TAG is not declared/,
    [
      'ARG TAGG\nFROM debian:${TAGS}\n',
      'ARG TAG\nFROM debian:${TAG}\n',
      'FROM debian:${TAG:-12}\n',
      'FROM --platform=${BUILDPLATFORM} debian:12\n',
    ],
  ],
  [
    'duplicate-stage-name',
    from('debian:12 AS build', 'FROM debian:12 AS Build'),
    2,
    /line 1 is called Build as well/,
    [from('debian:12 AS a', 'FROM debian:12 AS b')],
  ],
  [
    'copy-from-unknown-stage',
    from('debian:12', 'COPY --from=late /a /b', 'FROM debian:12 AS late'),
    2,
    /further down/,
    [from('debian:12 AS late', 'FROM debian:12', 'COPY --from=late /a /b')],
  ],
  [
    'copy-from-unknown-stage',
    debian('COPY --from=3 /a /b'),
    2,
    /no stage 3/,
    [from('debian:12', 'FROM debian:12', 'COPY --from=0 /a /b')],
  ],
  [
    'copy-from-itself',
    from('debian:12 AS app', 'COPY --from=app /a /b'),
    2,
    /own stage/,
    [from('debian:12 AS app', 'FROM debian:12 AS app', 'COPY --from=app /a /b')],
  ],
  [
    'copy-whole-file-system',
    from('debian:12 AS a', 'RUN true', 'FROM debian:12', 'COPY --from=a / /'),
    4,
    /over the base image/,
    [
      from('debian:12 AS a', 'RUN true', 'FROM scratch', 'COPY --from=a / /'),
      from('debian:12 AS a', 'RUN true', 'FROM debian:12', 'COPY --from=a /x /'),
    ],
  ],
  [
    'build-tools-at-run-time',
    service('RUN apt-get update && apt-get install -y gcc libpq5'),
    2,
    /run.*: gcc$/,
    [
      service('RUN apt-get install -y gcc && make && apt-get purge -y gcc'),
      debian('RUN apt-get install -y gcc', 'CMD ["bash"]'),
      from('debian:12 AS b', 'RUN apt-get install -y gcc', 'FROM debian:12', 'CMD ["/app"]'),
    ],
  ],
  [
    'build-tools-at-run-time',
    from('golang:1.24', 'RUN go build -o /app .', 'CMD ["/app"]'),
    1,
    /tool chain included/,
    [from('golang:1.24 AS b', 'RUN go build -o /app .', 'FROM scratch', 'COPY --from=b /app /app', 'CMD ["/app"]')],
  ],
  [
    'build-tools-at-run-time',
    from('alpine:3.22', 'RUN apk add gcc', 'CMD ["/app"]'),
    2,
    /gcc/,
    [from('alpine:3.22', 'RUN apk add --virtual deps gcc && make && apk del deps', 'CMD ["/app"]')],
  ],
  [
    'wget-and-curl',
    debian('RUN apt-get install -y wget', 'RUN apt-get install -y curl'),
    3,
    /both wget and curl/,
    [
      debian('RUN apt-get install -y curl libcurl4'),
      from('debian:12 AS a', 'RUN apt-get install -y wget curl', 'FROM debian:12', 'COPY --from=a /x /x'),
    ],
  ],
  [
    'no-user',
    service(),
    1,
    /no USER, and debian:12 starts as root/,
    [
      service('USER 1000'),
      debian(),
      debian('CMD ["bash"]'),
      from('gcr.io/distroless/static:nonroot', 'CMD ["/app"]'),
      from('team/app:1', 'CMD ["/app"]'),
      from('postgres:17', 'COPY a /docker-entrypoint-initdb.d/'),
      service('RUN apt-get install -y gosu'),
      service('ENTRYPOINT ["/sbin/init"]'),
      from('mcr.microsoft.com/windows/nanoserver:ltsc2022', 'CMD ["app.exe"]'),
    ],
  ],
  [
    'no-user',
    {
      'app/Dockerfile': from('debian:12 AS run', 'CMD ["/app"]', 'FROM run AS dev', 'USER dev'),
      'compose.yaml': 'services:\n  web:\n    build: { context: app, target: run }\n',
    },
    1,
    /no USER/,
    [
      {
        'app/Dockerfile': from('debian:12 AS run', 'USER app', 'CMD ["/app"]', 'FROM run AS dev', 'USER root'),
        'compose.yaml': 'services:\n  web:\n    build: { context: app, target: run }\n',
      },
    ],
  ],
  [
    'last-user-root',
    service('USER app', 'USER root'),
    3,
    /last USER is root/,
    [service('USER root', 'USER app'), service('USER $USER'), debian('USER root')],
  ],
  ['last-user-root', service('USER 0:0'), 2, /root/, [service('USER 1000:0')]],
  [
    'user-by-name',
    from('node:22', 'USER node', 'CMD ["node"]'),
    2,
    /node has the uid 1000/,
    [from('node:22', 'USER 1000'), from('team/app:1', 'USER app'), from('node:22', 'USER node', 'USER root')],
  ],
  [
    'user-by-name',
    debian('RUN useradd -r -u 4711 app', 'USER app'),
    3,
    /uid 4711/,
    [debian('RUN useradd -r app', 'USER app')],
  ],
  [
    'setuid-file',
    debian('RUN chmod 4755 /usr/bin/tool'),
    2,
    /setuid bit on \/usr\/bin\/tool/,
    [
      debian('RUN chmod 755 /a'),
      debian('RUN chmod 1777 /tmp'),
      debian('RUN chmod 2775 /data'),
      debian('RUN chmod u+x /a'),
    ],
  ],
  [
    'setuid-file',
    debian('RUN chmod u+s /usr/bin/tool'),
    2,
    /tool/,
    [debian('RUN chmod g+s /data'), debian('RUN echo chmod u+s /x')],
  ],
  [
    'password-in-layer',
    debian("RUN echo 'root:x' | chpasswd"),
    2,
    /chpasswd/,
    [debian('RUN --mount=type=secret,id=p chpasswd < /run/secrets/p'), debian('RUN echo chpasswd')],
  ],
  [
    'password-in-layer',
    debian('RUN passwd -d root'),
    2,
    /without a password/,
    [debian('RUN passwd -l root'), debian('RUN useradd -p "!" app')],
  ],
  [
    'world-writable',
    debian('RUN mkdir /d && chmod -R 777 /d'),
    2,
    /write to \/d/,
    [
      debian('RUN chmod 755 /d'),
      debian('RUN chmod 1777 /tmp'),
      debian('RUN chmod +rwx /d'),
      debian('RUN echo "chmod 777 /d"'),
    ],
  ],
  ['world-writable', debian('COPY --chmod=0777 a /a'), 2, /--chmod=0777/, [debian('COPY --chmod=0755 a /a')]],
  [
    'system-upgrade',
    debian('RUN apt-get update && apt-get -y dist-upgrade'),
    2,
    /apt-get dist-upgrade/,
    [
      debian('RUN apt-get update'),
      debian('RUN apt-get install --only-upgrade -y openssl'),
      debian('RUN pip install --upgrade pip'),
    ],
  ],
  [
    'system-upgrade',
    from('fedora:43', 'RUN dnf -y update'),
    2,
    /dnf update/,
    [from('fedora:43', 'RUN dnf -y update curl'), from('fedora:43', 'RUN dnf makecache')],
  ],
  [
    'pip-without-version',
    debian('RUN pip install flask requests==2.1'),
    2,
    /newest: flask$/,
    [
      debian('RUN pip install -r requirements.txt'),
      debian('RUN pip install --upgrade pip setuptools'),
      debian('RUN pip install .'),
      debian('RUN pip install "a>=1"'),
      debian('RUN pip install -c constraints.txt flask'),
      debian('RUN pip install git+https://example.com/a@v1'),
    ],
  ],
  [
    'npm-without-version',
    debian('RUN npm install -g pm2 @scope/tool yarn@1.22.0'),
    2,
    /newest: pm2 and @scope\/tool/,
    [
      debian('RUN npm ci'),
      debian('RUN npm install'),
      debian('RUN npm i -g ./tool.tgz'),
      debian('RUN yarn install'),
      debian('RUN npm install -g npm'),
    ],
  ],
  [
    'gem-or-go-without-version',
    debian('RUN gem install rake'),
    2,
    /rake/,
    [debian('RUN gem install rake -v 13.2'), debian('RUN gem install bundler'), debian('RUN bundle install')],
  ],
  [
    'gem-or-go-without-version',
    debian('RUN go install example.com/tool@latest'),
    2,
    /example\.com\/tool@latest/,
    [debian('RUN go install example.com/tool@v1.2.3'), debian('RUN go install ./...')],
  ],
  [
    'source-before-dependencies',
    from('node:22', 'COPY . .', 'RUN npm ci'),
    2,
    /before npm installs \(line 3\)/,
    [
      from('node:22', 'COPY package*.json ./', 'RUN npm ci', 'COPY . .', 'RUN npm run build'),
      from('node:22', 'COPY . .', 'RUN npm run build'),
      from('python:3.13', 'COPY . .', 'RUN pip install .'),
      from('node:22', 'COPY --from=x . .', 'RUN npm ci'),
    ],
  ],
  [
    'cd-without-effect',
    debian('RUN mkdir /a && cd /a'),
    2,
    /cd \/a ends with this RUN/,
    [debian('RUN cd /a && make'), debian('RUN cd /a && make && cd ..'), debian('RUN (cd /a)'), debian('WORKDIR /a')],
  ],
  [
    'download-without-pipefail',
    debian('RUN curl -s https://example.com/v | cut -d. -f1 > /v'),
    2,
    /if curl fails, cut still succeeds/,
    [
      debian('RUN curl -s https://example.com/a.tgz | tar xz'),
      debian('SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'RUN curl -s https://example.com/v | cut -d. -f1'),
      debian('RUN set -o pipefail; curl https://example.com | cut -c1'),
      debian('RUN echo a | cut -c1'),
      // A transform has it.
      from('alpine:3.21', 'RUN curl -s https://example.com/v | cut -d. -f1 > /v'),
    ],
  ],
  [
    'sh-replaced',
    debian('RUN ln -sf /bin/bash /bin/sh'),
    2,
    /\/bin\/sh another program/,
    [debian('RUN ln -s /bin/sh /usr/bin/shell'), debian('SHELL ["/bin/bash", "-c"]')],
  ],
  [
    'pointless-command',
    debian('RUN service nginx start'),
    2,
    /nginx is stopped again/,
    [
      debian('RUN service mysql start && mysql -e "select 1"'),
      debian('RUN systemctl enable nginx'),
      debian('RUN apt-get install -y top'),
    ],
  ],
  [
    'pointless-command',
    debian('RUN apt-get update && top'),
    2,
    /top does nothing/,
    [debian('RUN echo top'), debian('RUN free=1')],
  ],
  [
    'cd-unchecked',
    debian('RUN cd /app; make'),
    2,
    /if cd \/app fails/,
    [
      debian('RUN cd /app && make'),
      debian('RUN set -e; cd /app; make'),
      debian('RUN cd /tmp; make'),
      debian('SHELL ["/bin/sh", "-ec"]', 'RUN cd /app; make'),
    ],
  ],
  [
    'download-into-shell',
    debian('RUN curl -fsSL https://user:pw@example.com/s.sh?k=1 | sh -s -- -y'),
    2,
    /^2: sh runs what curl downloads, unchecked$/,
    [
      debian('RUN curl -fsSL https://example.com/s.sh -o s.sh'),
      debian('RUN curl https://example.com/v | python3 -c "import sys"'),
      debian('RUN echo "curl https://example.com | sh"'),
    ],
  ],
  [
    'download-into-shell',
    debian('RUN wget -qO- https://example.com/s | sudo -E bash -'),
    2,
    /from example\.com/,
    [debian('RUN cat s.sh | bash')],
  ],
  [
    'download-into-shell',
    debian('RUN bash -c "$(curl -fsSL https://example.com/s)"'),
    2,
    /bash runs/,
    [debian('RUN bash -c "curl https://example.com/s > s"')],
  ],
  [
    'plain-http-download',
    debian('RUN pip3.11 install --index-url http://example.com/simple tool'),
    2,
    /over http.*: example\.com/,
    [debian('RUN pip3.11 download --index-url http://example.com/simple tool')],
  ],
  [
    'plain-http-download',
    debian('RUN wget http://example.com/a.tgz'),
    2,
    /over http.*: example\.com/,
    [
      debian('RUN wget https://example.com/a.tgz'),
      debian('RUN curl http://localhost:8080/health'),
      debian('RUN wget http://example.com/a && echo "1 a" | sha256sum -c'),
      debian('RUN curl -x http://proxy.example.com https://example.com/a'),
      debian('RUN echo http://example.com'),
    ],
  ],
  [
    'verification-off',
    debian('RUN curl -fsSLk https://example.com/a -o a'),
    2,
    /curl does not check the certificate/,
    [
      debian('RUN curl -fsSL https://example.com/k -o k'),
      debian('RUN curl -k https://example.com/a -o a && sha256sum -c a.sum'),
      debian('RUN wget -k https://example.com'),
    ],
  ],
  [
    'verification-off',
    debian('ENV NODE_TLS_REJECT_UNAUTHORIZED=0'),
    2,
    /Node\.js programs/,
    [debian('ENV NODE_TLS_REJECT_UNAUTHORIZED=1'), debian('ENV GIT_SSL_NO_VERIFY=false')],
  ],
  [
    'verification-off',
    debian('RUN git config --global http.sslVerify false'),
    2,
    /git/,
    [debian('RUN git config --global http.sslVerify true')],
  ],
  [
    'verification-off',
    debian('RUN npm config set strict-ssl false'),
    2,
    /npm/,
    [debian('RUN npm config set strict-ssl true')],
  ],
  [
    'verification-off',
    debian('RUN pip install --trusted-host example.com -r r.txt'),
    2,
    /pip/,
    [debian('RUN pip install -r r.txt')],
  ],
  [
    'add-from-address',
    debian('ADD https://user:pw@example.com/a.tgz?t=1 /a'),
    2,
    /whatever example\.com sends/,
    [
      debian('ADD --checksum=sha256:00 https://example.com/a /a'),
      debian('ADD https://github.com/a/b.git#v1 /a'),
      debian('ADD a.tgz /a'),
      debian('ADD https://example.com/a.tgz /t/', 'RUN echo "00  /t/a.tgz" | sha256sum -c'),
    ],
  ],
  [
    'system-directory',
    debian('WORKDIR /usr/bin'),
    2,
    /starts in \/usr\/bin/,
    [debian('WORKDIR /etc', 'WORKDIR /app'), debian('WORKDIR /etc/nginx'), debian('WORKDIR /usr/src/app')],
  ],
  [
    'system-directory',
    debian('VOLUME ["/data", "/proc"]'),
    2,
    /over \/proc/,
    [debian('VOLUME /sys/fs/cgroup'), debian('VOLUME /var/lib/data')],
  ],
  [
    'relative-copy-without-workdir',
    debian('COPY . app'),
    2,
    /app is relative/,
    [
      debian('WORKDIR /srv', 'COPY . app'),
      debian('COPY . /app'),
      debian('COPY . $DIR'),
      from('team/app:1', 'COPY . app'),
      from('golang:1.24', 'COPY . app'),
    ],
  ],
  [
    'copy-of-ignored-file',
    { Dockerfile: debian('COPY dist/app.js /a'), '.dockerignore': 'dist\n', 'dist/app.js': '' },
    2,
    /hides dist\/app\.js/,
    [
      { Dockerfile: debian('COPY dist/app.js /a'), '.dockerignore': 'dist\n!dist/app.js\n', 'dist/app.js': '' },
      { Dockerfile: debian('COPY dist/app.js /a'), '.dockerignore': 'app.js\n', 'dist/app.js': '' },
      { Dockerfile: debian('COPY dist/app.js /a'), '.dockerignore': 'dist\n' },
      { Dockerfile: debian('COPY --from=x dist /a'), '.dockerignore': 'dist\n', 'dist/a': '' },
    ],
  ],
  [
    'copy-of-ignored-file',
    { Dockerfile: debian('COPY a/b/c.log /a'), '.dockerignore': '**/*.log\n', 'a/b/c.log': '' },
    2,
    /c\.log/,
    [{ Dockerfile: debian('COPY a/b/c.log /a'), '.dockerignore': '*.log\n', 'a/b/c.log': '' }],
  ],
  [
    'entrypoint-without-exec',
    { Dockerfile: debian('COPY run.sh /run.sh', 'ENTRYPOINT ["/run.sh"]'), 'run.sh': '#!/bin/sh\nset -e\n"$@"\n' },
    3,
    /run\.sh ends with "\$@" without exec/,
    [
      { Dockerfile: debian('ENTRYPOINT ["/run.sh"]'), 'run.sh': '#!/bin/sh\nexec "$@"\n' },
      { Dockerfile: debian('ENTRYPOINT ["/run.sh"]'), 'run.sh': '#!/bin/sh\ntrap x TERM\n"$@"\n' },
      { Dockerfile: debian('ENTRYPOINT ["/run.sh"]'), 'run.sh': '#!/bin/sh\nnode a.js &\nwait\n' },
      { Dockerfile: debian('ENTRYPOINT ["/run.sh"]'), 'run.sh': '#!/bin/sh\necho done\n' },
      { Dockerfile: debian('ENTRYPOINT ["/run.sh"]') },
    ],
  ],
  [
    'entrypoint-without-exec',
    {
      Dockerfile: debian('CMD ["sh", "start.sh"]'),
      'start.sh': '#!/bin/sh\nmigrate\ngunicorn app:app \\\n  --bind :8000\n',
    },
    2,
    /gunicorn/,
    [{ Dockerfile: debian('CMD ["sh", "start.sh"]'), 'start.sh': '#!/bin/sh\nif true; then\n  node a.js\nfi\n' }],
  ],
  [
    'image-without-healthcheck',
    service('EXPOSE 80'),
    1,
    /no HEALTHCHECK/,
    [
      service('EXPOSE 80', 'HEALTHCHECK CMD true'),
      service('EXPOSE 80', 'HEALTHCHECK NONE'),
      service(),
      from('team/app:1', 'EXPOSE 80', 'CMD ["/a"]'),
      from('scratch', 'EXPOSE 80', 'CMD ["/a"]'),
      { Dockerfile: service('EXPOSE 80'), 'compose.yaml': 'services:\n  a:\n    build: .\n' },
    ],
  ],
  [
    'port-out-of-range',
    debian('EXPOSE 80 70000'),
    2,
    /70000 is no port/,
    [debian('EXPOSE 80 8000-8010/udp'), debian('EXPOSE $PORT')],
  ],
  ['port-out-of-range', debian('EXPOSE 8080:80'), 2, /maps a port/, [debian('EXPOSE 8080/tcp')]],
  ['ssh-port', debian('EXPOSE 80 22/tcp'), 2, /port of ssh/, [debian('EXPOSE 2222'), debian('EXPOSE 22000')]],
  ['onbuild-forbidden', debian('ONBUILD MAINTAINER me'), 2, /ONBUILD MAINTAINER/, [debian('ONBUILD RUN true')]],
  [
    'label-format',
    debian('LABEL org.opencontainers.image.created="yesterday"'),
    2,
    /created is not a date/,
    [
      debian('LABEL org.opencontainers.image.created="2026-01-02T03:04:05Z"'),
      debian('LABEL org.opencontainers.image.created=$DATE'),
      debian('LABEL created=yesterday'),
    ],
  ],
  [
    'ignore-without-reason',
    debian('# hadolint ignore=DL3008', 'RUN true'),
    2,
    /turns off DL3008/,
    [debian('# hadolint ignore=DL3008 # pinned by the mirror', 'RUN true'), debian('# ignore this', 'RUN true')],
  ],
  [
    'undefined-variable',
    'ARG VERSION=1\nFROM debian:12\nRUN echo $VERSION\n',
    3,
    /\$VERSION is empty here/,
    [
      'ARG VERSION=1\nFROM debian:12\nARG VERSION\nRUN echo $VERSION\n',
      'ARG VERSION=1\nFROM debian:12\nRUN VERSION=2; echo $VERSION\n',
      'ARG VERSION=1\nFROM team/app:1\nRUN echo $VERSION\n',
      "ARG VERSION=1\nFROM debian:12\nRUN echo '$VERSION' \\$VERSION ${VERSION:-1}\n",
      'ARG NODE_VERSION=1\nFROM node:22\nRUN echo $NODE_VERSION\n',
    ],
  ],
  [
    'undefined-variable',
    debian('RUN curl -O https://example.com/$TARGETARCH'),
    2,
    /without an ARG TARGETARCH/,
    [debian('ARG TARGETARCH', 'RUN echo $TARGETARCH'), debian('RUN echo ${TARGETARCH:-amd64}')],
  ],
  [
    'env-uses-itself',
    debian('ENV A=/a B=$A/bin'),
    2,
    /B uses \$A of the same ENV/,
    [
      debian('ENV A=/a', 'ENV A=/b B=$A/bin'),
      debian('ENV PATH=/a:$PATH B=$PATH'),
      debian('ENV A=$A:/x B=1'),
      from('team/app:1', 'ENV A=/a B=$A'),
    ],
  ],
  [
    'secret-in-env',
    debian('ENV DB_PASSWORD=hunter2 A=1'),
    2,
    /^2: DB_PASSWORD stays readable/,
    [
      debian('ENV DB_PASSWORD='),
      debian('ENV PAPERLESS_SECRET_KEY=build-time-dummy'),
      debian('ENV DB_PASSWORD_FILE=/run/secrets/x'),
      debian('ENV DB_PASSWORD=/run/secrets/x'),
      debian('ENV TOKENIZERS_PARALLELISM=false'),
      debian('ENV PASSWORD_MIN_LENGTH=8'),
      debian('ENV MAX_TOKEN=512'),
      debian('ENV MYSQL_ALLOW_EMPTY_PASSWORD=yes'),
      debian('ENV API_TOKEN=$API_TOKEN'),
      debian('ENV PUBLIC_API_KEY=abc'),
      debian('ENV COMPASS=north'),
    ],
  ],
  [
    'secret-in-env',
    debian('ARG NPM_TOKEN'),
    2,
    /history/,
    [debian('ARG TOKEN_URL=https://example.com'), 'ARG NPM_TOKEN\nFROM debian:12\n'],
  ],
  ['secret-in-env', debian('ARG API_TOKEN', 'ENV API_TOKEN=$API_TOKEN'), 2, /API_TOKEN/, []],
  [
    'secret-in-env',
    debian(`ENV SETTING=${'AKIA'}${'A1B2'.repeat(4)}`),
    2,
    /^2: SETTING stays/,
    [debian('ENV SETTING=AKIATEST')],
  ],
  [
    'secret-in-command',
    debian('RUN git clone https://me:s3cr3t-value@example.com/a.git'),
    2,
    /^2: a password is written into an address$/,
    [
      debian('RUN git clone https://me:$TOKEN@example.com/a.git'),
      debian('RUN git clone git@example.com:a/b.git'),
      debian('RUN git clone https://me@example.com/a.git'),
      debian('RUN npm i a@1.0 https://example.com:8080/@scope/x'),
    ],
  ],
];

test.each(CASES.map((each) => [`${each[0]} ${JSON.stringify(each[1]).slice(0, 80)}`, ...each] as const))(
  '%s',
  (_title, check, speaks, line, words, silent) => {
    const messages = said(check, speaks);
    expect(messages[0]).toMatch(words);
    expect(messages[0]).toMatch(new RegExp(`^${line}: `));
    for (const lookAlike of silent) expect([lookAlike, said(check, lookAlike)]).toEqual([lookAlike, []]);
  },
);

test('every check has a case', () => {
  const tested = new Set(CASES.map(([check]) => check));
  // The allow-list is the configuration's; its own test is below.
  expect(reports.dockerfile.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual(['registry-not-allowed']);
});

test('an allow-list is asked for every image', () => {
  const report = reports.dockerfile.find(({ id }) => id === 'registry-not-allowed')!;
  const config = parseConfig(filePath('.harden.yaml'), 'allowed-registries: [registry.example.com]\n', []);
  const { plans } = planTexts(
    { Dockerfile: from('registry.example.com/a:1 AS a', 'FROM debian:12') },
    {
      registry: NOTHING,
      reports: { ...NOTHING, dockerfile: [report] },
      transformOptions: resolveConfig(config, 'Dockerfile').options(report.id),
    },
  );
  expect(plans[0]!.findings.map(({ line, message }) => [line, message])).toEqual([
    [2, 'debian:12 comes from docker.io, which allowed-registries does not name'],
  ]);
});

test('a comment turns a check off, by the id of a rule or of the check', () => {
  expect(
    said(
      'download-into-shell',
      debian('# harden-ignore download-into-shell: ours', 'RUN curl https://a.example.com | sh'),
    ),
  ).toEqual([]);
  expect(said('latest-image', '# hadolint ignore=DL3007\nFROM debian:latest\n')).toEqual([]);
});

test('no message holds a secret or a line break', () => {
  const text = debian(
    'ENV DB_PASSWORD="hunter2\\\n  more" API_KEY=zzTop99',
    'RUN curl -k http://me:hunter2@example.com/a | sh',
  );
  const { plans } = planTexts({ Dockerfile: text }, { registry: NOTHING, reports });
  expect(plans[0]!.findings.length).toBeGreaterThan(4);
  for (const { message } of plans[0]!.findings) expect(message).not.toMatch(/hunter2|zzTop99|\n/);
});

test('ids are unique, rules are known and reasons are sentences', () => {
  const ids = reports.dockerfile.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const report of reports.dockerfile) {
    expect(report.id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(report.reason).toMatch(/^\S.{20,}[.]$/);
    for (const rule of report.rules)
      expect([report.id, rule, findRule(rule).length > 0]).toEqual([report.id, rule, true]);
  }
});

test('every row about Dockerfiles is fixed, reported, or silent on purpose', () => {
  const spoken = new Set([
    ...reports.dockerfile.flatMap(({ rules }) => rowsOf(rules).map(({ slug }) => slug)),
    ...Object.keys(silentRules),
    ...registry.dockerfile.flatMap(({ meta }) => rowsOf(meta.rules).map(({ slug }) => slug)),
  ]);
  const elsewhere = ['Compose', 'Kubernetes'];
  const open = Object.values(RULES)
    .filter(({ slug, section, mark }) => !elsewhere.includes(section) && mark !== 'F' && !spoken.has(slug))
    .map(({ slug }) => slug);
  expect(open).toEqual([]);
});
