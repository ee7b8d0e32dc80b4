// .NET: the SDK publishes, and what it published runs on the image of the same version that has no SDK.
import {
  type Assumption,
  type Evidence,
  baseName,
  lookupKey,
  words,
  type Stop,
  stop,
  isStop,
  isWithin,
} from '../../../src/model/index.js';
import { type RunBase, type RunCommand, directoryAt, instructionEvidence } from '../../../src/runs/index.js';
import { expandArgs, type Instruction, isContextCopy, imageParent } from '../../../src/dockerfile/index.js';
import { dotnetSdk, type DotnetRun, type DotnetSdk, type DotnetAssembly } from '../../../src/ecosystems/index.js';
import { copyDestination } from '../plan.js';
import type { Artefact, Findings, Recipe, Site } from '../recipe.js';
import { assembliesOf, hasProperty, needsAspnet, saysAddress, wrongVersion } from './dotnet-projects.js';
import { keptFiles } from './kept-files.js';
import { absolutePath, pathAtEnd, startCalls, type StartCall } from './starts.js';

export const dotnet: Recipe = { id: 'dotnet', read };

function read(site: Site): Findings | Stop<Instruction> | undefined {
  const sdk = dotnetSdk(site.image.split('@', 1)[0]!);
  const builds = site.body.some(({ keyword, args }) => keyword === 'RUN' && /\bdotnet\b/.test(args));
  if (!sdk || (!builds && !startCalls(site).some(({ words }) => baseName(words[0] ?? '') === 'dotnet')))
    return undefined;
  if (!sdk.published)
    return stop(
      'needs-decision',
      `${site.image} is no longer published under that name; take the SDK of mcr.microsoft.com/dotnet/sdk first, then the file can be split`,
      site.stage.instruction,
    );
  const started = startOf(site);
  if (isStop(started)) return started;
  const assemblies = site.contexts.length === 0 ? [] : assembliesOf(site);
  const name = baseName(started.path).replace(/\.dll$/, '');
  const assembly = assemblies.find((each) => each.assembly.is === name);
  if (!assembly)
    return stop(
      'needs-evidence',
      assemblies.length === 0
        ? 'no project file of .NET is here to be read, so whether the program needs ASP.NET is not seen; split the file where the source is, or by hand'
        : `no project file here makes ${baseName(started.path)} (there are ${names(assemblies)}); name what the build makes, or split the file by hand`,
      started.from,
    );
  const published = publishesOf(site, sdk);
  if (isStop(published)) return published;
  const folder = imageParent(started.path);
  const refused = notPublished(published, started, folder);
  if (refused) return refused;
  const base = baseOf(site, sdk, runOf(site, assembly, assemblies, started, published), assembly);
  if (isStop(base)) return base;
  const artefacts: [Artefact, ...Artefact[]] = [{ path: folder }];
  for (const { output } of published)
    if (output !== undefined && !artefacts.some(({ path }) => path === output)) artefacts.push({ path: output });
  const rest = restOf(site, artefacts, published, assembly);
  return {
    builds: 'the program',
    producers: producersOf(site),
    buildOnly: rest.buildOnly,
    artefacts: [...artefacts, ...rest.artefacts],
    base,
    assumptions: [WHOLE],
    evidence: [
      instructionEvidence(site.doc, published[0]!.instruction, `dotnet publish writes ${folder}`),
      { says: `${baseName(started.path)} is what ${assembly.file} makes`, from: assembly.assembly.from },
      ...rest.evidence,
    ],
  };
}

function names(assemblies: readonly DotnetAssembly[]): string {
  return assemblies
    .slice(0, 4)
    .map(({ assembly }) => assembly.is)
    .join(', ');
}

interface Started {
  /** Absolute: the dll, or the program that was made for it. */
  readonly path: string;
  readonly isDll: boolean;
  readonly from: Instruction;
}

/** Verbs of the SDK that the container itself may call. */
const SDK =
  /\bdotnet(?:["', \t]+|["']?[ \t]*\n[ \t]*-[ \t]+["']?)(?:run|watch|build|test|publish|restore|ef|msbuild|tool|new|add)\b/;

/** What the container starts. */
function startOf(site: Site): Started | Stop<Instruction> {
  const calls = startCalls(site);
  const from = calls[0]?.from ?? site.cmd ?? site.entrypoint ?? site.stage.instruction;
  const script = calls
    .map(({ words }) => words.find((word) => /\.(?:ba)?sh$|entrypoint/.test(word)))
    .find((word) => word !== undefined);
  const text = script === undefined ? '' : site.readScript(script);
  if (text === undefined)
    return stop(
      'needs-evidence',
      `${script} is not here to be read, so which program it starts is not seen; decide that, and split the file by hand`,
      from,
    );
  const sdk = calls.map(({ words }) => words.join(' ')).find((line) => SDK.test(line)) ?? SDK.exec(text)?.[0];
  if (sdk !== undefined) return startsSdk(sdk, from);
  for (const { dockerfile, file } of site.context.group.links) {
    const read = dockerfile === site.doc.file ? site.context.evidence.repository.read(file) : undefined;
    const used = SDK.exec(read ?? '')?.[0];
    if (used !== undefined)
      return stop(
        'used-later',
        `${file} calls ${plain(used)} in the container, which needs the SDK; build for it from the stage that has the SDK, or drop the call`,
        from,
      );
  }
  for (const { words, from: at } of [...calls, ...linesOf(text, from)]) {
    const isHost = baseName(words[0] ?? '') === 'dotnet';
    const word = isHost ? words.find((each) => each.endsWith('.dll')) : words[0];
    if (word === undefined || (!isHost && (!word.includes('/') || word === script))) continue;
    const path = pathAtEnd(site, word);
    if (path !== undefined) return { path, isDll: isHost, from: at };
  }
  return stop(
    'needs-evidence',
    'what starts is no dotnet NAME.dll that is seen here, so which folder it needs of the build is not known; write it in CMD or ENTRYPOINT',
    from,
  );
}

function linesOf(text: string, from: Instruction): StartCall[] {
  return text.split('\n').flatMap((line): StartCall[] => {
    const words = line.trim().split(/\s+/);
    const call = words[0] === 'exec' ? words.slice(1) : words;
    return call[0] === 'dotnet' ? [{ words: call.map((word) => word.replace(/^["']|["']$/g, '')), from }] : [];
  });
}

function plain(call: string): string {
  return call.replace(/["',\s]+/g, ' ');
}

function startsSdk(call: string, from: Instruction): Stop<Instruction> {
  const verb = /dotnet["',\s]+(\w+)/.exec(call)?.[1] ?? 'run';
  if (verb === 'test') return stop('needs-decision', 'the container runs tests, which need the SDK', from);
  if (verb === 'run' || verb === 'watch')
    return stop(
      'needs-decision',
      `dotnet ${verb} builds the program when the container starts, as Debug and with the addresses and the environment of launchSettings.json; publish it (RUN dotnet publish -c Release -o /app), start the dll, and set ASPNETCORE_URLS and ASPNETCORE_ENVIRONMENT if they count`,
      from,
    );
  return stop(
    'used-later',
    `dotnet ${verb} is called when the container starts, and needs the SDK; do it in the build, or in an image of its own`,
    from,
  );
}

interface Published {
  readonly command: RunCommand;
  readonly instruction: Instruction;
  readonly words: readonly string[];
  /** Where it runs, and the folder of the project it names: absolute. */
  readonly folders: readonly string[];
  /** What `-o` says; `undefined` where it does not say it. */
  readonly output: string | undefined;
}

const WITH_VALUE = words(`
  -o --output -c --configuration -r --runtime -f --framework -v --verbosity -a --arch --os --version-suffix -s
  --source --manifest`);

function publishesOf(site: Site, { major }: DotnetSdk): readonly Published[] | Stop<Instruction> {
  const found: Published[] = [];
  for (const { instruction, commands } of site.runs) {
    for (const command of commands) {
      const { variables } = site.stateAt(instruction);
      const words = command.command.words.map(
        ({ value, raw }) => value ?? expandArgs(raw.replace(/^["']|["']$/g, ''), variables) ?? raw,
      );
      if (command.name !== 'dotnet' || words[1] !== 'publish') continue;
      const cwd = directoryAt(site.doc, instruction, command.command);
      const target = words.find(
        (word, at) => at > 1 && !/^[-/]\w|^--/.test(word) && !WITH_VALUE.has(words[at - 1] ?? ''),
      );
      const named = target && absolutePath(/proj$|\.slnx?$/.test(target) ? `${target}/..` : target, cwd);
      const at = words.findIndex((word) => word === '-o' || word === '--output');
      const given =
        at === -1 ? words.map((word) => /^(?:--output|-o)[=:](.+)$/.exec(word)?.[1]).find(Boolean) : words[at + 1];
      // Up to the SDK of 2.x the folder counts from the project, later from where the command runs.
      const output = given === undefined ? undefined : absolutePath(given, major < 3 ? (named ?? cwd) : cwd);
      const folders = [cwd, named].flatMap((each) => (each === undefined ? [] : [each]));
      if (cwd === undefined || (given !== undefined && output === undefined))
        return stop(
          'needs-evidence',
          `where ${words.slice(0, 4).join(' ')} puts its files is not seen; give -o an absolute path`,
          instruction,
        );
      found.push({ command, instruction, words, folders, output });
    }
  }
  return found;
}

/** Why what starts is not seen to be published. */
function notPublished(
  published: readonly Published[],
  started: Started,
  folder: string,
): Stop<Instruction> | undefined {
  if (published.length === 0)
    return stop(
      'needs-decision',
      `${baseName(started.path)} is what dotnet build left, which is Debug and may lack packages and content; publish it instead (RUN dotnet publish -c Release -o /app) and start it from there`,
      started.from,
    );
  const isRoot = published.flatMap(({ folders, output }) => [...folders, output]).some((each) => each === '/');
  if (isRoot || folder === '/')
    return stop(
      'needs-evidence',
      'the program is built in /, among the folders of the image, so what to copy is not seen; set a WORKDIR of its own, such as /app',
      published[0]!.instruction,
    );
  const isMade = published.some(({ output, folders }) =>
    output === undefined
      ? isPublishFolder(folder) && folders.some((each) => isWithin(folder, each))
      : output === folder,
  );
  if (isMade) return undefined;
  const outputs = published.flatMap(({ output }) => output ?? []);
  return stop(
    'needs-evidence',
    `that the build makes ${started.path} is not seen: dotnet publish writes ${outputs.length > 0 ? outputs.join(', ') : 'below bin'}; start the program from there`,
    started.from,
  );
}

function runOf(
  site: Site,
  assembly: DotnetAssembly,
  all: readonly DotnetAssembly[],
  { isDll }: Started,
  published: readonly Published[],
): DotnetRun {
  const alone =
    published.some(({ words }) =>
      words.some(
        (word, at) =>
          (/^(?:--self-contained|--sc)$/.test(word) && words[at + 1] !== 'false') ||
          /^--self-contained=true$|^[-/]p:(?:PublishAot|SelfContained)=true$/i.test(word),
      ),
    ) || ['PublishAot', 'SelfContained'].some((name) => hasProperty(site, assembly, name));
  if (alone && !isDll) return 'runtime-deps';
  return needsAspnet(assembly, all, site) ? 'aspnet' : 'runtime';
}

function baseOf(site: Site, sdk: DotnetSdk, run: DotnetRun, assembly: DotnetAssembly): RunBase | Stop<Instruction> {
  const { image, stage, context } = site;
  const found = sdk.image(run);
  if (stage.from.image.includes('$'))
    return stop(
      'contains-variable',
      'a build argument stands in the tag, so which run-time image belongs to it depends on its value; write the tag',
      stage.instruction,
    );
  if (found === undefined || sdk.version === undefined)
    return stop(
      'needs-evidence',
      `the tag of ${image} does not say the version and distribution in a way that is read here, so the run-time image of the same is open; write it, such as mcr.microsoft.com/dotnet/sdk:8.0`,
      stage.instruction,
    );
  const wrong = run === 'runtime-deps' ? undefined : wrongVersion(site, assembly, sdk.version);
  if (wrong) return wrong;
  if (sdk.movesAddress && run !== 'runtime' && !saysAddress(site))
    return stop(
      'needs-decision',
      `nothing says where the web server listens: in the SDK's image that is localhost:5000, in ${found} every address at port 80; write it, such as ENV ASPNETCORE_URLS=http://+:80`,
      stage.instruction,
    );
  const invariant = /DOTNET_SYSTEM_GLOBALIZATION_INVARIANT[= ]["']?(?:true|1)/.test(site.doc.text);
  if (sdk.isAlpine && !invariant && !hasProperty(site, assembly, 'InvariantGlobalization'))
    return stop(
      'needs-decision',
      `${found} has neither ICU nor time zones, which the SDK's image of Alpine has; set InvariantGlobalization in ${assembly.file} if the program needs no cultures, or install icu-libs and tzdata in a run-time stage by hand`,
      stage.instruction,
    );
  const answer = context.answers.get(lookupKey({ kind: 'image', image: found }));
  const isPinned = image.includes('@');
  if (isPinned && answer?.kind !== 'image')
    return stop(
      'no-answer',
      `the image is pinned by digest, and its registry did not say the digest of ${found}; run without --offline, or write the run-time stage by hand`,
      stage.instruction,
    );
  const says: Evidence = {
    says: `${found} runs what the SDK of ${sdk.version} builds, on the same distribution`,
    from: { kind: 'knowledge', entry: found, source: sdk.source },
  };
  const digest = isPinned && answer?.kind === 'image' ? `@${answer.digest}` : '';
  return { image: found + digest, lacks: sdk.lacks, evidence: [says] };
}

const VERBS = words(`
  restore build publish clean test pack msbuild tool workload nuget new add sln list help --info --version
  --list-sdks build-server`);

function producersOf(site: Site): ReadonlySet<RunCommand> {
  const found = site.runs.flatMap(({ commands }) =>
    commands.filter(({ name, command }) => name === 'dotnet' && VERBS.has(command.words[1]?.value ?? '')),
  );
  return new Set(found);
}

/** What of the copied source is left in the build stage, and what is copied beside the published folder. */
function restOf(
  site: Site,
  artefacts: readonly Artefact[],
  published: readonly Published[],
  assembly: DotnetAssembly,
): Pick<ReturnType<typeof keptFiles>, 'buildOnly' | 'artefacts' | 'evidence'> {
  const last = published.at(-1)!.instruction;
  const works = pathAtEnd(site, '.');
  const inside = works !== undefined && artefacts.some(({ path }) => isWithin(works, path));
  if (!inside) {
    const compilesPages = assembly.packages.some(({ is }) => is.includes('RazorRuntimeCompilation'));
    return keptFiles(site, last, (path, name) => isSource(path, name) && !(compilesPages && /html$/.test(name)));
  }
  // The program looks for its files in the folder it starts in, and publish puts them there.
  const built = published.flatMap(({ folders }) => folders);
  const buildOnly = new Set<Instruction>();
  for (const instruction of site.body) {
    if (instruction.index > last.index) break;
    if (!isContextCopy(instruction)) continue;
    const to = copyDestination(site, instruction);
    if (to !== undefined && built.some((each) => isWithin(each, to) || isWithin(to, each))) buildOnly.add(instruction);
  }
  return { buildOnly, artefacts: [], evidence: [] };
}

function isSource(path: string, name: string): boolean {
  if (/(?:^|\/)(?:bin|obj|packages|Properties|\.vs)$/.test(path)) return true;
  return (
    /\.(?:cs|fs|vb|cshtml|vbhtml|razor|csproj|fsproj|vbproj|slnx?|props|targets|resx|user|ruleset|dcproj)$/.test(
      name,
    ) || /^(?:global\.json|nuget\.config|packages\.lock\.json|launchSettings\.json|\.editorconfig)$/i.test(name)
  );
}

const WHOLE: Assumption = {
  id: 'published-folder-is-whole',
  believes: 'dotnet publish puts all the program opens into its folder: assemblies, settings, pages and static files',
  breaksIf: 'it opens a file of the source folder by another path, or one that the project does not mark as content',
  checkBy: 'start the image and use it once; a missing file is named in its log',
};

/** `bin/Release/net8.0/publish`: where `dotnet publish` puts what it is not told a folder for. */
function isPublishFolder(folder: string): boolean {
  return folder.endsWith('/publish') && /\/bin\/./.test(folder.slice(0, -'/publish'.length));
}
