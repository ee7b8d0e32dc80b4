// The containers that the repository makes of an image: as its Dockerfile starts it, as Compose services and Kubernetes
// workloads change that.
import type { Context, Source, Folder } from '../model/index.js';
import type { DockerfileDoc, Stage } from '../dockerfile/index.js';
import { servicesOf, useOfService } from './services.js';
import { portNumber, programOf, startWords, workdirOf, type ImageUse, type UseReader } from './start.js';
import { containersOf, useOfContainer } from './workloads.js';
import { imageOfStage } from '../services/index.js';

/** Everything that runs a stage of a Dockerfile, itself first. */
export function imageUses(doc: DockerfileDoc, stage: Stage, contexts: readonly Folder[], context: Context): ImageUse[] {
  const [folder = ''] = contexts;
  const reader = readerOf(doc, stage, folder, context);
  const { image } = reader;
  const uses: ImageUse[] = [];
  const own = startWords(image, undefined, undefined);
  if (own.length > 0) uses.push(useOfImage(reader, own));
  for (const each of servicesOf(reader)) uses.push(useOfService(reader, each));
  for (const each of containersOf(reader)) uses.push(useOfContainer(reader, each));
  return uses;
}

/** A stage with what is around it. */
export function readerOf(doc: DockerfileDoc, stage: Stage, folder: Folder, context: Context): UseReader {
  return { doc, stage, folder, image: imageOfStage(doc.file, folder, stage), context };
}

function useOfImage(reader: UseReader, words: readonly string[]): ImageUse {
  const { image, doc } = reader;
  const { instruction } = image.command ?? image.entrypoint ?? reader.stage;
  const from: Source = {
    kind: 'source',
    file: doc.file,
    line: instruction.line + 1,
    quote: instruction.body.text.trim().slice(0, 100),
  };
  const directory = workdirOf(reader);
  return {
    by: 'dockerfile',
    name: 'the image',
    from,
    program: programOf(reader, words, from, directory),
    starts: words,
    beside: [],
    directory,
    ports: image.exposed.flatMap(portNumber),
    mounts: [],
    environment: new Map(),
    hostNetwork: false,
    given: [],
  };
}
