// What a container of .NET starts.
import { baseName, type Stop, stop } from '../../model/index.js';
import type { Instruction } from '../../dockerfile/index.js';
import type { Site } from '../../runs/index.js';
import { pathAtEnd, type StartCall, startCalls, stopNotHere, stopOtherStart } from '../../splits/index.js';

export interface Started {
  /** Absolute: the dll, or the program that was made for it. */
  readonly path: string;
  readonly isDll: boolean;
  readonly from: Instruction;
}

/** Verbs of the SDK that the container itself may call. */
const SDK =
  /\bdotnet(?:["', \t]+|["']?[ \t]*\n[ \t]*-[ \t]+["']?)(?:run|watch|build|test|publish|restore|ef|msbuild|tool|new|add)\b/;

/** What the container starts. */
export function startOf(site: Site): Started | Stop<Instruction> {
  const calls = startCalls(site);
  const from = calls[0]?.from ?? site.cmd ?? site.entrypoint ?? site.stage.instruction;
  const script = calls
    .map(({ words }) => words.find((word) => /\.(?:ba)?sh$|entrypoint/.test(word)))
    .find((word) => word !== undefined);
  const text = script === undefined ? '' : site.readScript(script);
  if (text === undefined) return stopNotHere(`${script} is not here`, 'which program it starts', from);
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
  return stopOtherStart('dotnet NAME.dll', 'which folder it needs of the build', 'write it in CMD or ENTRYPOINT', from);
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
