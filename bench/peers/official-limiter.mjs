// HubSpot's own client at its best: batches of 2,000, all handed over at once, its own limiter and retries switched on.
// usage: node official-limiter.mjs FILE BASE_URL [BATCH_SIZE]
import { createReadStream } from 'node:fs';
import { Client } from '@hubspot/api-client';
import { DEFAULT_LIMITER_OPTIONS } from '@hubspot/api-client/lib/src/configuration/constants.js';
import { parse } from 'csv-parse';

const [, , file, basePath, batchSize = '2000'] = process.argv;
const client = new Client({
  accessToken: 'pat-bench',
  basePath,
  limiterOptions: DEFAULT_LIMITER_OPTIONS,
  numberOfApiCallRetries: 6,
});
const BATCH_SIZE = Number(batchSize);

const requests = [];
function send(inputs) {
  requests.push(client.crm.associations.v4.batchApi.create('contacts', 'companies', { inputs }));
}

let inputs = [];
for await (const row of createReadStream(file).pipe(parse({ columns: true }))) {
  inputs.push({
    _from: { id: row.from },
    to: { id: row.to },
    types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: Number(row.type) }],
  });
  if (inputs.length === BATCH_SIZE) {
    send(inputs);
    inputs = [];
  }
}
if (inputs.length > 0) send(inputs);
await Promise.all(requests);
