// The health check of a container that a Compose service makes, where nothing in its image asks.
import { type Context, type Evidence, resolveIn } from '../model/index.js';
import type { DockerfileDoc, Stage } from '../dockerfile/index.js';
import { imageProfile } from '../knowledge/index.js';
import { asText } from '../yaml/index.js';
import {
  isJobOrTool,
  projectVariables,
  profileEvidence,
  serviceEvidence,
  serviceMounts,
  startsOwnServer,
  type ServiceView,
} from '../services/index.js';
import { endpointOf, exposedFor, heirOf, otherServer, plainPorts, type Endpoint } from './endpoint.js';
import { imageUses, readerOf } from './image-uses.js';
import { probeFor, type ProbeWords } from './probe.js';
import { hasVariablePort, servicePorts, useOfService } from './services.js';
import type { ImageUse } from './start.js';
import { listensBy } from './web-server.js';
import { useOfContainer } from './workloads.js';
import type { Container } from '../kubernetes/index.js';
import type { PodView } from '../pods/index.js';

export interface ContainerCheck {
  readonly endpoint: Endpoint;
  readonly probe: ProbeWords;
}

/** What asks the container of a service; `undefined` where no port is known, or the image is not seen to hold what asks. */
export function containerCheck(view: ServiceView, context: Context): ContainerCheck | undefined {
  if (isJobOrTool(view)) return undefined;
  const endpoint = view.runs.built ? builtEndpoint(view, context) : pulledEndpoint(view, context);
  const image = view.runs.built ? view.runs.built.stage.rootImage : view.runs.image;
  if (!endpoint || image === undefined || (endpoint.stated && mayBeAnothers(view))) return undefined;
  const built = builtStage(view.runs.built, context);
  const probe = probeFor({ image, ...(built ? { built } : {}) }, endpoint);
  return probe && { endpoint, probe };
}

/** The port that a service names may be moved by a variable, or belong to a service that joins its network. */
function mayBeAnothers({ service, around }: ServiceView): boolean {
  const { doc } = around;
  const joined = `service:${service.name}`;
  return (
    hasVariablePort(service, projectVariables(around)) ||
    doc.services.some((other) => asText(other.get('network_mode')) === joined)
  );
}

/** A service that builds its image, as a use of the stage that it builds. */
export interface BuiltUse {
  readonly doc: DockerfileDoc;
  readonly stage: Stage;
  readonly use: ImageUse;
  readonly uses: readonly ImageUse[];
}

/** `undefined` where the Dockerfile is not read, or the service is not seen to run what it makes. */
export function builtUse({ service, around, runs: { built } }: ServiceView, context: Context): BuiltUse | undefined {
  const found = builtStage(built, context);
  if (!built || !found) return undefined;
  const { doc, stage } = found;
  const uses = imageUses(doc, stage, [built.context], context);
  const use =
    uses.find(({ by, name }) => by === 'compose' && name === `${service.name} of ${around.doc.file}`) ??
    // It pulls what is built for another file, which no link of this one says.
    (service.build
      ? undefined
      : useOfService(readerOf(doc, stage, built.context, context), { doc: around.doc, service }));
  return use && { doc, stage, use, uses };
}

/** A container of a manifest whose image is built here, as a use of the stage that makes it. */
export function builtPodUse(
  { doc: manifest, workload, runs }: PodView,
  container: Container,
  context: Context,
): Pick<BuiltUse, 'doc' | 'stage' | 'use'> | undefined {
  const built = runs(container)?.built;
  const found = builtStage(built, context);
  if (!built || !found) return undefined;
  const reader = { ...found, folder: built.context, image: built, context };
  return { ...found, use: useOfContainer(reader, { doc: manifest, workload, container }) };
}

/** The stage in its document: stages of two readings of a text are not the same. */
function builtStage(
  built: ServiceView['runs']['built'],
  { documents }: Context,
): Pick<BuiltUse, 'doc' | 'stage'> | undefined {
  const doc = built && documents.dockerfile(built.file);
  const stage = built && doc?.stages[built.stage.index];
  return doc && stage && { doc, stage };
}

function builtEndpoint(view: ServiceView, context: Context): Endpoint | undefined {
  const { runs } = view;
  const built = runs.built!;
  const found = builtUse(view, context);
  if (!found) return undefined;
  const { doc, stage, use, uses } = found;
  const own = uses.find(({ by }) => by === 'dockerfile');
  const isOwn = !own || startedWords(own) === startedWords(use);
  const named = isOwn ? exposedFor(stage) : [];
  const isDecided = runs.entrypoint ?? runs.command ?? built.entrypoint ?? built.command;
  const reader = { doc, stage, folder: built.context, context, named };
  const endpoint = endpointOf(isDecided ? use : undefined, reader);
  // What needs a run is proposed once: for the image, where nothing is in its way there.
  if (!endpoint?.stated || !own || !isOwn) return endpoint;
  return otherServer(uses, own, endpoint, reader) || heirOf(doc, stage) ? endpoint : undefined;
}

function startedWords({ program }: ImageUse): string | undefined {
  return program.started.at(-1)?.words.join(' ');
}

const TAKES_CLIENTS: ReadonlySet<string> = new Set(['client', 'web']);

/** The port of a server that is pulled: of its settings, or the one that the service names. */
function pulledEndpoint(view: ServiceView, context: Context): Endpoint | undefined {
  const { service, around, runs } = view;
  const { image, profile } = runs;
  if (image === undefined || runs.entrypoint !== undefined || imageProfile(image)?.family === undefined)
    return undefined;
  const evidence: Evidence = serviceEvidence(around.doc, service, 'the service names the port');
  if (profile && startsOwnServer(view)) {
    const given = serviceMounts(service).flatMap(({ kind, source, target }) => {
      const path = source === undefined || target === undefined ? undefined : resolveIn(around.folder, source);
      return kind === 'bind' && path !== undefined ? [{ target: target!, path }] : [];
    });
    const server = listensBy(profile, given, [], context);
    if (server?.port !== undefined) return { port: server.port, http: true, evidence: server.evidence };
    const usual = server ? undefined : profile.ports?.find(({ is }) => TAKES_CLIENTS.has(is.purpose) && !is.protocol);
    // A probe that is known does not fit: what is in its way may move the port as well.
    const isMoved = profile.probe !== undefined || profile.probeUnless !== undefined;
    if (usual && !isMoved) {
      const says = `${image} listens on ${usual.is.port}`;
      return { port: usual.is.port, evidence: [profileEvidence(profile, usual, says)] };
    }
  }
  const [port, ...others] = plainPorts(servicePorts(service, projectVariables(around)));
  if (port === undefined || others.length > 0) return undefined;
  return { port, stated: true, opened: true, evidence: [evidence] };
}
