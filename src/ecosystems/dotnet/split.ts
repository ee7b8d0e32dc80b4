// .NET: the SDK publishes, and what it published runs on the image of the same version that has no SDK.
import {
  type Assumption,
  type Evidence,
  baseName,
  type Lookup,
  words,
  type Stop,
  stop,
  isStop,
  isWithin,
} from '../../model/index.js';
import { asPinned, type RunBase, type RunCommand, instructionEvidence, type Site } from '../../runs/index.js';
import { type Instruction, isContextCopy, imageParent } from '../../dockerfile/index.js';
import { dotnetSdk, type DotnetRun, type DotnetSdk, type DotnetAssembly } from '../index.js';
import {
  copyDestination,
  type Artefact,
  type Findings,
  type Recipe,
  keptFiles,
  pathAtEnd,
  startCalls,
} from '../../splits/index.js';
import { assembliesOf, hasProperty, needsAspnet, saysAddress, wrongVersion } from './split-projects.js';
import { notPublished, publishesOf, type Published } from './split-published.js';
import { startOf, type Started } from './split-start.js';

export const dotnet: Recipe = { id: 'dotnet', read, questions };

const RUNS = ['aspnet', 'runtime', 'runtime-deps'] as const;

/** Where the image is pinned: the digests of what may run the program. */
function questions(image: string): Lookup[] | undefined {
  const sdk = image.includes('@') ? dotnetSdk(image.split('@', 1)[0]!) : undefined;
  return sdk?.published ? RUNS.flatMap((run) => asked(sdk.image(run))) : undefined;
}

function asked(image: string | undefined): Lookup[] {
  return image === undefined ? [] : [{ kind: 'image', image }];
}

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
  const { image, stage } = site;
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
  const pinned = asPinned(site, found);
  if (isStop(pinned)) return pinned;
  const says: Evidence = {
    says: `${found} runs what the SDK of ${sdk.version} builds, on the same distribution`,
    from: { kind: 'knowledge', entry: found, source: sdk.source },
  };
  return { image: pinned.image, lacks: sdk.lacks, evidence: [says] };
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
