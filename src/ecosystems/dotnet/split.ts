// .NET: the SDK publishes, and what it published runs on the image of the same version that has no SDK.
import { baseName, isStop, isWithin, type Lookup, type NonEmpty, type Stop, stop, words } from '../../model/index.js';
import { instructionEvidence, type RunBase, type Site } from '../../runs/index.js';
import { imageParent, type Instruction, isContextCopy } from '../../dockerfile/index.js';
import {
  type Artefact,
  commandsOfAll,
  copyDestination,
  type KeptFiles,
  keptFiles,
  pathAtEnd,
  producersOf,
  type Publication,
  publishedRecipe,
  runImageBase,
  startCalls,
  stopVariableTag,
} from '../../splits/index.js';
import { dotnetSdk, type DotnetRun, type DotnetSdk } from './images.js';
import type { DotnetAssembly } from './project.js';
import { assembliesOf, hasProperty, needsAspnet, saysAddress, wrongVersion } from './split-projects.js';
import { notPublished, publishesOf, type Published } from './split-published.js';
import { startOf, type Started } from './split-start.js';

const RUNS = ['aspnet', 'runtime', 'runtime-deps'] as const;

export const dotnet = publishedRecipe({
  id: 'dotnet',
  page: {
    name: '.NET',
    builds: "`dotnet publish` on the SDK's images of mcr.microsoft.com, from project files that are here",
    copies:
      'the published folder, and beside it files of the folder the program starts in that are no source; aspnet, runtime or runtime-deps of the same version and distribution',
  },
  on: (site) => {
    const builds = site.body.some(({ keyword, args }) => keyword === 'RUN' && /\bdotnet\b/.test(args));
    const starts = startCalls(site).some(({ words }) => baseName(words[0] ?? '') === 'dotnet');
    return builds || starts ? dotnetSdk(site.image.split('@', 1)[0]!) : undefined;
  },
  publish,
  assumption: {
    id: 'published-folder-is-whole',
    believes: 'dotnet publish puts all the program opens into its folder: assemblies, settings, pages and static files',
    breaksIf: 'it opens a file of the source folder by another path, or one that the project does not mark as content',
    checkBy: 'start the image and use it once; a missing file is named in its log',
  },
  // Where the image is pinned: the digests of what may run the program.
  questions: (image) => {
    const sdk = image.includes('@') ? dotnetSdk(image.split('@', 1)[0]!) : undefined;
    return sdk?.published ? RUNS.flatMap((run) => asked(sdk.image(run))) : undefined;
  },
});

function asked(image: string | undefined): Lookup[] {
  return image === undefined ? [] : [{ kind: 'image', image }];
}

function publish(site: Site, sdk: NonNullable<ReturnType<typeof dotnetSdk>>): Publication | Stop<Instruction> {
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
  const others = new Set(published.flatMap(({ output }) => (output === folder ? [] : (output ?? []))));
  const artefacts: NonEmpty<Artefact> = [{ path: folder }, ...[...others].map((path) => ({ path }))];
  return {
    producers: commandsOfAll(producersOf(site, ({ name: called }, [, verb = '']) => doesOf(called, verb))),
    artefacts,
    kept: restOf(site, artefacts, published, assembly),
    base,
    evidence: [
      instructionEvidence(site.doc, published[0]!.instruction, `dotnet publish writes ${folder}`),
      { says: `${baseName(started.path)} is what ${assembly.file} makes`, from: assembly.assembly.from },
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
  const variable = stopVariableTag(site);
  if (variable) return variable;
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
  const says = `${found} runs what the SDK of ${sdk.version} builds, on the same distribution`;
  return runImageBase(site, { image: found, lacks: sdk.lacks, source: sdk.source, says });
}

const VERBS = words(`
  restore build publish clean test pack msbuild tool workload nuget new add sln list help --info --version
  --list-sdks build-server`);

function doesOf(name: string | undefined, verb: string): 'build' | undefined {
  return name === 'dotnet' && VERBS.has(verb) ? 'build' : undefined;
}

/** What of the copied source is left in the build stage, and what is copied beside the published folder. */
function restOf(
  site: Site,
  artefacts: readonly Artefact[],
  published: readonly Published[],
  assembly: DotnetAssembly,
): KeptFiles {
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
