// Whom the base image of a stage starts its program as.
import { stop, type Stop } from '../../src/model/index.js';
import { baseChain, type Stage } from '../../src/dockerfile/index.js';
import { imageProfile, serviceProfile } from '../../src/knowledge/index.js';
import { startsServerOf } from '../../src/services/index.js';

/** True where the base image is known to start as root; `undefined` where it does not, or drops root by itself. */
export function startsAsRoot(stage: Stage, isStarted: boolean): true | Stop | undefined {
  const image = stage.rootImage;
  if (image === undefined)
    return stop('contains-variable', 'a variable decides the base image; say with USER whom the program runs as');
  const profile = imageProfile(image);
  if (profile?.family === 'windows') return undefined;
  if (profile?.defaultUser !== undefined && profile.defaultUser !== 'root') return undefined;
  const server = leftToEntryPoint(stage, image);
  if (server) return server;
  if (profile?.defaultUser === undefined || profile.family === undefined) {
    // Its own entry point does, whatever distribution it stands on.
    if (!isStarted && serviceProfile(image)?.dropsRootWith !== undefined) return undefined;
    return stop(
      'unknown-base',
      `whom ${image} starts as, and how it makes accounts, is not known; say with USER whom the program runs as`,
    );
  }
  return true;
}

/** The entry point of a server becomes its account where CMD starts that server; other programs it starts as root. */
function leftToEntryPoint(stage: Stage, image: string): Stop | undefined {
  const server = serviceProfile(image);
  if (!server?.dropsRootWith) return undefined;
  const lines = baseChain(stage).flatMap(({ instructions }) => instructions.toReversed());
  const command = lines.find(({ keyword }) => keyword === 'CMD');
  if (!command || lines.some(({ keyword }) => keyword === 'ENTRYPOINT')) return undefined;
  const words = command.execForm ?? command.args.trim().split(/\s+/);
  if (!startsServerOf(server.image, words)) return undefined;
  const drops = server.dropsRootWith.is;
  return stop(
    'needs-decision',
    command.execForm
      ? `the entry point of ${image} gives root up with ${drops} by itself; leave it to that`
      : `in shell form CMD hides the server from the entry point of ${image}, which gives root up with ${drops} where it starts that; write it in exec form`,
  );
}
