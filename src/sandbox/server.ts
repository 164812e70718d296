/**
 * A local HubSpot for rehearsals and tests: the association calls over real HTTP on 127.0.0.1, with an account in memory, a rolling
 * rate limit, a switch for everything that is unknown about HubSpot, and a script of misbehaviours. It owes nothing to the importer:
 * what it refuses is HubSpot's documentation, not the client's expectation.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Account } from './account.ts';
import { answerRequest, type Surroundings } from './answering.ts';
import { type TypeDefinition, TypeRegistry } from './association-types.ts';
import { defaultTypes } from './default-types.ts';
import { Delays } from './delays.ts';
import { type Fault, FaultScript } from './faults.ts';
import { UserLimits } from './limits.ts';
import { hubspotObjectTypes, type ObjectType, objectTypeFinder, vendorObjectType } from './object-types.ts';
import { randomFrom } from './random.ts';
import { type DailyLimit, type RateLimit, RequestWindow } from './rate-limit.ts';
import { type GivenRecord, recordDirectory } from './records.ts';
import { type RequestCounts, RequestLog, type RequestLogEntry } from './request-log.ts';
import { AssociationStore } from './store.ts';
import { defaultSwitches, parseSwitches, type SandboxSwitches } from './switches.ts';

/** How the sandbox is to be; everything has a default. */
export interface SandboxOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** The only token accepted; null, the default, accepts any that does not contain `expired`, `invalid` or `unscoped`. */
  readonly token?: string | null;
  readonly switches?: Partial<SandboxSwitches>;
  /** The script of misbehaviours, consumed in order. */
  readonly faults?: readonly Fault[];
  /** The rolling limit: 100 in 10,000 ms, HubSpot's lowest tier, unless given; null sets none. */
  readonly rateLimit?: RateLimit | null;
  /** The daily allowance: 250,000, HubSpot's lowest, unless given; null sets none. */
  readonly dailyLimit?: DailyLimit | null;
  /** How long every answer takes, and by how much more at most. */
  readonly latencyMs?: number;
  readonly jitterMs?: number;
  /** The account's association types; HubSpot's own and a few labels unless given. */
  readonly types?: readonly TypeDefinition[];
  /** The account's custom objects; one, `2-4412`, unless given. */
  readonly customObjects?: readonly ObjectType[];
  /** Ids of records that do not exist, besides those that begin with 404: `77` for any object type, `0-1/77` for one. */
  readonly missing?: Iterable<string>;
  /**
   * Whether records whose id begins with 404 are missing, and those whose id begins with 400 invalid for their type; true unless
   * given. Off for files that number their records from 1.
   */
  readonly magicIds?: boolean;
  /** Records with properties; any other id exists without. */
  readonly records?: readonly GivenRecord[];
  /** Properties that identify a record, by object type id; the e-mail address of contacts unless given. */
  readonly uniqueProperties?: Readonly<Record<string, readonly string[]>>;
  /** Associations with one object type a record can have before call N counts it as full; 10,000 unless given. */
  readonly recordLimit?: number;
  /** What call O tells. */
  readonly portalId?: number;
  readonly accountType?: 'STANDARD' | 'DEVELOPER_TEST' | 'SANDBOX' | 'APP_DEVELOPER';
  readonly timeZone?: string;
  /** Decides every order and every jitter. */
  readonly seed?: number;
  /** How many requests `requests` remembers; 10,000 unless given. */
  readonly logCapacity?: number;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  /** The newest requests, oldest first. */
  readonly requests: readonly RequestLogEntry[];
  readonly counts: RequestCounts;
  readonly store: AssociationStore;
  readonly types: TypeRegistry;
  /** Faults of the script that did not strike as often as they should. */
  unusedFaults(): readonly Fault[];
  /** Changes switches from the next request on. */
  setSwitches(switches: Partial<SandboxSwitches>): void;
  /** Ends all connections, hanging ones too, and the server. */
  close(): Promise<void>;
}

/** Starts a sandbox on 127.0.0.1; throws a TypeError for faults or switches that cannot be used. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const account = openAccount(options);
  const at = surroundings(account, options);
  const server = createServer((request, response) => {
    answerRequest(at, request, response).catch((error: unknown) => confess(response, error));
  });
  // Node's 5 s would cut an idle connection just as a client takes it up again, a reset that nobody scripted.
  server.keepAliveTimeout = 120_000;
  const url = await listen(server, options.port ?? 0);
  return {
    url,
    store: account.store,
    types: account.types,
    get requests() {
      return at.log.entries;
    },
    get counts() {
      return at.log.counts;
    },
    unusedFaults: () => at.script.unused(),
    setSwitches: (switches) => {
      account.switches = { ...account.switches, ...parseSwitches(switches) };
    },
    close: () => close(server, at.delays),
  };
}

/** A bug of the sandbox must not look like a misbehaving HubSpot; a caller that went away is told nothing. */
function confess(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const reason = error instanceof Error ? error.message : String(error);
  response.writeHead(599, { 'Content-Type': 'text/plain' }).end(`the sandbox itself failed: ${reason}`);
}

function openAccount(options: SandboxOptions): Account {
  const { customObjects = [vendorObjectType], missing = [], magicIds = true } = options;
  const { records: given = [], uniqueProperties = { '0-1': ['email'] } } = options;
  const types = new TypeRegistry(options.types ?? defaultTypes);
  const records = recordDirectory({ given, missing, magicIds, uniqueProperties });
  return {
    types,
    store: new AssociationStore(types),
    limits: new UserLimits(),
    findObjectType: objectTypeFinder([...hubspotObjectTypes, ...customObjects]),
    recordLimit: options.recordLimit ?? 10_000,
    portalId: options.portalId ?? 4_412_000,
    accountType: options.accountType ?? 'DEVELOPER_TEST',
    timeZone: options.timeZone ?? 'Europe/Berlin',
    seed: options.seed ?? 1,
    records,
    magicIds,
    exists: (objectType, id) => records.byId(objectType, id) !== undefined,
    switches: { ...defaultSwitches, ...parseSwitches(options.switches ?? {}) },
  };
}

function surroundings(account: Account, options: SandboxOptions): Surroundings {
  const { rateLimit = { max: 100, intervalMs: 10_000 }, dailyLimit = { max: 250_000, used: 0 } } = options;
  const { latencyMs = 0, jitterMs = 0 } = options;
  const random = randomFrom(account.seed);
  return {
    account,
    token: options.token ?? null,
    window: new RequestWindow(rateLimit, dailyLimit),
    script: new FaultScript(options.faults ?? []),
    log: new RequestLog(options.logCapacity ?? 10_000),
    delays: new Delays(),
    latencyMs: () => latencyMs + jitterMs * random(),
  };
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sandbox has no TCP address');
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server, delays: Delays): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  delays.end();
  await closed;
}
