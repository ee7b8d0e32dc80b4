import { valuesOf } from '../credential-values.js';
import type { Ecosystem } from '../ecosystem.js';
import { fetchDotnetAhead, readDotnetInstall } from './install.js';
import { readDotnet } from './manifest.js';
import { fetchBeforeDotnetRun } from './run.js';
import { readDotnetSource } from './source.js';
import type { PathRule } from '../settings.js';
import { TOOLS } from './tools.js';

const WRITTEN: readonly PathRule[] = [
  { pattern: /"path"\s*:\s*"(?=[^"]*\blogs?\b)([^"]*)"/gi },
  { pattern: /(?:Data Source|DataSource|Filename)=([^";]{1,300}\.(?:db|sqlite3?))/gi },
];

const PASSWORD = /<add[ \t]{1,20}key="(?:ClearTextPassword|Password)"[ \t\r\n]{1,40}value="([^"]{1,2000})"/gi;

/** Source: https://learn.microsoft.com/nuget/reference/nuget-config-file#packagesourcecredentials */
function readPasswords(text: string): readonly string[] {
  return text.includes('packageSourceCredentials') ? valuesOf(text, PASSWORD) : [];
}

const PROJECT = /\.(?:cs|fs)proj$/;

export const dotnet = {
  id: 'dotnet',
  homeFiles: 'nuget dotnet',
  // Source: https://learn.microsoft.com/nuget/reference/nuget-config-file
  credentialFiles: ['nuget.config', 'NuGet.config', 'NuGet.Config'].map((file) => ({ file, values: readPasswords })),
  projects: [readDotnet],
  install: readDotnetInstall,
  fetchAhead: (call, around) => fetchDotnetAhead(call, around) ?? fetchBeforeDotnetRun(call, around),
  source: {
    language: 'dotnet',
    files: /\.(?:cs|fs|vb)$/,
    read: readDotnetSource,
    runBy: 'dotnetSource',
    // Source: https://learn.microsoft.com/dotnet/core/compatibility/containers/8.0/aspnet-port
    addresses: ['ASPNETCORE_URLS', 'ASPNETCORE_HTTP_PORTS'],
  },
  settings: { files: ['appsettings.json', 'appsettings.Production.json'].map((path) => ({ path, rules: WRITTEN })) },
  tools: TOOLS,
  intoHome: [{ pattern: /\bdotnet\s+tool\s+install\s+(?:-g|--global)\b/, what: 'dotnet tool install --global' }],
  variables: 'DOTNET ASPNET NUGET',
  leftovers: [
    { name: 'bin', theme: 'made', beside: PROJECT, by: ['dotnet'], stars: 'always', certain: true },
    { name: 'obj', theme: 'made', beside: PROJECT, by: ['dotnet'], stars: 'always', certain: true },
  ],
  buildFiles: /^(?:.*\.csproj|Directory\.Build\.\w+)$/,
  readsGit: /Nerdbank\.GitVersioning|GitVersion|MinVer/,
} satisfies Ecosystem;
