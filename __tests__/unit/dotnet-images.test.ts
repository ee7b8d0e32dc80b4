import { dotnetSdk } from '../../src/ecosystems/index.js';

test.each([
  ['mcr.microsoft.com/dotnet/sdk:8.0', 'mcr.microsoft.com/dotnet/aspnet:8.0', false],
  ['mcr.microsoft.com/dotnet/sdk:6.0-jammy', 'mcr.microsoft.com/dotnet/aspnet:6.0-jammy', true],
  // The SDK counts its own patches, so the line is named.
  ['mcr.microsoft.com/dotnet/sdk:8.0.404-bookworm-slim', 'mcr.microsoft.com/dotnet/aspnet:8.0-bookworm-slim', false],
  ['mcr.microsoft.com/dotnet/sdk:9.0-alpine3.20-amd64', 'mcr.microsoft.com/dotnet/aspnet:9.0-alpine3.20-amd64', false],
  ['mcr.microsoft.com/dotnet/core/sdk:3.1-buster', 'mcr.microsoft.com/dotnet/core/aspnet:3.1-buster-slim', true],
  ['mcr.microsoft.com/dotnet/core/sdk:2.1', 'mcr.microsoft.com/dotnet/core/aspnet:2.1', false],
  ['mcr.microsoft.com/dotnet/sdk:10.0-preview', undefined, false],
  ['mcr.microsoft.com/dotnet/sdk', undefined, false],
])('%s is run by %s', (sdk, aspnet, moves) => {
  const known = dotnetSdk(sdk);
  if (!known?.published) throw new Error('not known');
  expect(known.image('aspnet')).toBe(aspnet);
  expect(known.movesAddress).toBe(moves);
});

test.each([
  ['microsoft/dotnet:2.1-sdk', { published: false }],
  ['microsoft/aspnetcore-build:2.0', { published: false }],
  ['microsoft/dotnet:2.1-aspnetcore-runtime', undefined],
  ['mcr.microsoft.com/dotnet/aspnet:8.0', undefined],
  ['example.com/dotnet/sdk:8.0', undefined],
])('%s', (image, known) => {
  expect(dotnetSdk(image)).toEqual(known);
});
