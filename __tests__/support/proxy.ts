import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  readonly address: string;
  /** Requests that were passed on, in order. */
  readonly passed: string[];
  close(): Promise<void>;
}

/**
 * Stands in front of a server. What is asked goes there whole, and what it answers is handed back, unless `swallow` says so
 * once the server is done: then nobody gets the answer.
 */
export async function proxyTo(address: string, swallow: (count: number) => boolean): Promise<Proxy> {
  const passed: string[] = [];
  const { port } = new URL(address);
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    passed.push(`${method} ${url?.split('?')[0]}`);
    const count = passed.length;
    const chunks: Buffer[] = [];
    const onward = ask({ port, host: '127.0.0.1', method, path: url, headers }, (answer) => {
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        if (swallow(count)) {
          outgoing.destroy();
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        outgoing.end(Buffer.concat(chunks));
      });
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
