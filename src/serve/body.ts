import type { IncomingMessage } from 'node:http';

/** Bytes that all bodies together may take which are being read. */
export interface Room {
  used: number;
  readonly most: number;
}

export type Body = Buffer | 'too large' | 'no room' | 'broken off';

/**
 * The exact bytes of a request, up to a limit. Of one that is longer nothing is kept: what still comes is read and thrown
 * away, so that the answer reaches whoever sends it.
 */
export function readBody(request: IncomingMessage, most: number, room: Room): Promise<Body> {
  return new Promise((resolve) => {
    let parts: Buffer[] = [];
    let size = 0;
    function end(body: Body): void {
      room.used -= size;
      size = 0;
      parts = [];
      request.off('data', take);
      request.resume();
      resolve(body);
    }
    function take(part: Buffer): void {
      size += part.length;
      room.used += part.length;
      parts.push(part);
      if (size > most) end('too large');
      else if (room.used > room.most) end('no room');
    }
    request.on('data', take);
    request.once('end', () => end(Buffer.concat(parts)));
    request.once('error', () => end('broken off'));
    request.once('close', () => end('broken off'));
  });
}
