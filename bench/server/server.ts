/**
 * A cheap HubSpot for load: it answers A to E and H with a result for each input, as late as it is told, within a rolling
 * window, and counts what it sees. It checks next to nothing and remembers nothing; the sandbox is for that.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomFrom } from '../../src/sandbox/random.ts';
import { RequestWindow } from '../../src/sandbox/rate-limit.ts';
import { pairTexts } from './account.ts';
import { createdAnswer, defaultAnswer, readAnswer, refusal, throttledBody } from './answers.ts';
import { type CountedAnswer, Counters } from './counters.ts';
import { parseSettings, type ServerSettings, type ServerStats } from './settings.ts';

/** A running server. */
export interface BenchServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly stats: ServerStats;
  /** Forgets everything and goes on with these settings. */
  reset(settings: ServerSettings): void;
  close(): Promise<void>;
}

const BATCH = /^\/crm\/(?:v4\/associations|associations\/[^/]+)\/([^/]+)\/([^/]+)\/(batch\/[a-z/]+|labels)$/;
const SINGLE = /^\/crm\/(?:v4\/objects|objects\/[^/]+)\/([^/]+)\/(\d+)\/associations\/(default\/)?([^/]+)\/(\d+)$/;

/** Starts a server on a free port of 127.0.0.1. */
export async function startBenchServer(settings: ServerSettings): Promise<BenchServer> {
  const bench = new Bench(settings);
  const server = createServer((request, response) => {
    bench.answer(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    get stats() {
      return bench.stats;
    },
    reset: (next) => bench.reset(next),
    close: () => close(server),
  };
}

class Bench {
  #settings: ServerSettings;
  #window: RequestWindow;
  #counters = new Counters();
  #random = randomFrom(1);

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.#window = new RequestWindow(settings.limit, null);
  }

  get stats(): ServerStats {
    return this.#counters.stats;
  }

  reset(settings: ServerSettings): void {
    this.#settings = settings;
    this.#window = new RequestWindow(settings.limit, null);
    this.#counters = new Counters();
    this.#random = randomFrom(1);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedMs = performance.now();
    const path = request.url ?? '/';
    if (path === '/stats') return this.#tell(request, response);
    const counters = this.#counters;
    const { latencyMs, jitterMs, headers } = this.#settings;
    const isThrottled = this.#window.arrive(arrivedMs, false) !== null;
    const flight = counters.arrive(arrivedMs);
    const body = await readBody(request);
    const method = request.method ?? 'GET';
    const answer = isThrottled ? { status: 429, body: throttledBody(), inputCount: 0 } : produce(method, path, body);
    flight.read(answer, body.length);
    await until(arrivedMs + latencyMs + jitterMs * this.#random());
    response.writeHead(answer.status, {
      'Content-Type': 'application/json;charset=utf-8',
      'Content-Length': answer.body.length,
      'X-HubSpot-Correlation-Id': randomUUID(),
      ...(headers ? this.#window.headers(performance.now()) : {}),
    });
    response.end(answer.body);
    flight.end(performance.now());
  }

  /** GET tells the counts; PUT sets everything back and goes on with the settings in the body. */
  async #tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'PUT') this.reset(parseSettings((await readBody(request)).toString()));
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(this.stats));
  }
}

function produce(method: string, path: string, body: Buffer): CountedAnswer {
  const single = SINGLE.exec(path);
  if (single !== null && method === 'PUT') return produceSingle(single, body);
  const [, from = '', to = '', call] = BATCH.exec(path) ?? [];
  const pair = call === undefined ? null : pairTexts(decodeURIComponent(from), decodeURIComponent(to));
  if (pair === null) return { status: 400, body: refusal('Unable to infer object type'), inputCount: 0 };
  if (call === 'labels') return { status: 200, body: Buffer.from(pair.labelsBody), inputCount: 0, call };
  const isRead = call === 'batch/read';
  const write = call === 'batch/create' ? createdAnswer : defaultAnswer;
  const answer = isRead ? readAnswer(body, pair) : write(body, pair);
  if (answer === null) return { status: 400, body: refusal('Invalid input JSON'), inputCount: 0 };
  return { ...answer, call: isRead ? 'read' : 'write' };
}

/** C and D, as a batch of one. */
function produceSingle([, from = '', fromId, isDefault, to = '', toId]: RegExpExecArray, body: Buffer): CountedAnswer {
  const types = isDefault === undefined ? `,"types":${body.toString()}` : '';
  const input = `{"inputs":[{"from":{"id":"${fromId}"},"to":{"id":"${toId}"}${types}}]}`;
  const call = isDefault === undefined ? 'batch/create' : 'batch/associate/default';
  const batch = produce('POST', `/crm/v4/associations/${from}/${to}/${call}`, Buffer.from(input));
  if (isDefault !== undefined || batch.status !== 201) return batch;
  const [, result = '{}'] = /"results":\[(.*)\],"startedAt"/.exec(batch.body.toString()) ?? [];
  return { ...batch, body: Buffer.from(result) };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', resolve);
    request.on('error', reject);
  });
  return chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
}

async function until(timeMs: number): Promise<void> {
  const leftMs = timeMs - performance.now();
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
