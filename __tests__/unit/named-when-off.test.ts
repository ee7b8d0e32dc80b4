// What is said of caches where the preset leaves cache-mounts out: once a file, and only where a build compiles.
import { plan } from '../../src/index.js';

function saidOf(dockerfile: string, settings: object = {}): string[] {
  const { groups } = plan({ files: { Dockerfile: dockerfile }, ...settings });
  return groups.flatMap(({ held }) =>
    held.flatMap(({ heldBy, transform, at, why }) => (heldBy === 'preset' ? [`${transform} ${at.line}: ${why}`] : [])),
  );
}

test('Go keeps what it compiled', () => {
  const go = 'FROM golang:1.24\nWORKDIR /src\nRUN go mod download\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n';
  expect(saidOf(go)).toEqual([
    'cache-mounts 5: whenever the line runs again it compiles everything again; `cache-mounts` would keep what it compiled and downloaded, in /go/pkg/mod and /root/.cache/go-build',
  ]);
  expect(saidOf(go, { preset: 'guide' })).toEqual([]);
});

test.each([
  [
    'Cargo',
    'FROM rust:1.85\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\nCMD ["/src/target/release/app"]\n',
    '/usr/local/cargo/registry and /usr/local/cargo/git/db',
  ],
  [
    'Maven',
    'FROM maven:3.9\nWORKDIR /src\nCOPY . .\nRUN mvn package\nCMD ["java", "-jar", "/src/target/app.jar"]\n',
    '/root/.m2/repository',
  ],
])('%s keeps what it downloaded', (_, dockerfile, folders) => {
  expect(saidOf(dockerfile)).toEqual([
    `cache-mounts 4: whenever the line runs again it downloads everything again before it compiles; \`cache-mounts\` would keep the downloads, in ${folders}`,
  ]);
});

test('what compiles nothing, has its cache, or cannot have it, is not spoken of', () => {
  expect(saidOf('FROM debian:13\nRUN apt-get update && apt-get install -y curl\nCMD ["curl"]\n')).toEqual([]);
  expect(
    saidOf(
      'FROM golang:1.24\nRUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go build -o /app .\n',
    ),
  ).toEqual([]);
  expect(saidOf('FROM golang:1.24\nENV GOCACHE=/tmp/cache\nRUN go build -o /app .\nCMD ["/app"]\n')).toEqual([]);
});
