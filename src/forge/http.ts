/** As `fetch`. */
export type Fetch = (address: string, init?: RequestInit) => Promise<Response>;

const PATIENCE_MS = 30_000;
/** A hundred pull requests with the longest bodies. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * `fetch` for a server that is handed a token: it ends in time, takes no more than it can hold, and goes nowhere else.
 * @param origin of the server: neither a redirect nor a link to a next page leads away from it.
 * @throws Error where the server does not answer, says too much or leads to another address.
 */
export function guardedFetch(origin: string, send: Fetch, patience = PATIENCE_MS, most = MOST_BYTES): Fetch {
  return async (address, init) => {
    if (new URL(address).origin !== origin) throw new Error(`${origin} leads to another address`);
    const response = await send(address, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patience) });
    if (response.status >= 300 && response.status < 400 && response.status !== 304) {
      await response.body?.cancel();
      throw new Error(`${origin} leads to another address; give the one it has now`);
    }
    const { status, statusText, headers } = response;
    const bytes = await read(response, most);
    const whole = new Response(bytes.length === 0 ? null : bytes, { status, statusText, headers });
    return Object.defineProperty(whole, 'url', { value: response.url });
  };
}

async function read({ body }: Response, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (body !== null) {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > most) throw new Error(`the answer is larger than ${Math.round(most / 1024 / 1024)} MB`);
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks, length);
}
