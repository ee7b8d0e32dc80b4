import fastify from 'fastify';
import { pick, type Quote } from './quotes';

const app = fastify({ logger: false });

app.get('/healthz', async () => ({ ok: true }));
app.get<{ Params: { id: string } }>('/quotes/:id', async (request, reply): Promise<Quote | { error: string }> => {
  const quote = pick(Number(request.params.id));
  if (!quote) return reply.code(404).send({ error: 'no such quote' });
  return quote;
});

process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
app.listen({ host: '0.0.0.0', port: Number(process.env.PORT) });
