# `docker build .` makes harden alone; `--target engine` adds the clients of an engine, for verify and observe.
FROM node:24.21.0-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

# What runs beside the bundle: the optional packages alone, as they are locked.
FROM node:24.21.0-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe AS modules
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm pkg delete devDependencies \
    && npm ci --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe AS base
# What is mounted is meant to be read, whoever owns it outside; harden lets git run nothing that a repository configures.
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/cache/apt/* /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*'
COPY --from=modules /src/node_modules /opt/harden/node_modules
COPY --from=build /src/package.json /src/LICENSE /opt/harden/
COPY --from=build /src/bin /opt/harden/bin
COPY --from=build /src/schemas /opt/harden/schemas
COPY --from=build /src/skills /opt/harden/skills
COPY --from=build /src/dist /opt/harden/dist
RUN ln -s /opt/harden/bin/harden.js /usr/local/bin/harden
# The root may be read-only, and the user any number: what is written is temporary.
ENV NODE_ENV=production \
    HOME=/tmp \
    LANG=C.UTF-8
WORKDIR /work
ENTRYPOINT ["harden"]
CMD ["--help"]

FROM base AS engine
RUN apt-get update \
    && apt-get install -y --no-install-recommends docker-buildx docker-cli docker-compose \
    && rm -rf /var/cache/apt/* /var/lib/apt/lists/*
USER 65532:65532

FROM base AS harden
USER 65532:65532
