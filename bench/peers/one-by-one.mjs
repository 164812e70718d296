// The usual public script: HubSpot's own client, batches of 100, one after another.
// usage: node one-by-one.mjs FILE BASE_URL
import { createReadStream } from 'node:fs';
import { Client } from '@hubspot/api-client';
import { parse } from 'csv-parse';

const [, , file, basePath] = process.argv;
const client = new Client({ accessToken: 'pat-bench', basePath, numberOfApiCallRetries: 3 });
const BATCH_SIZE = 100;

async function send(inputs) {
  await client.crm.associations.v4.batchApi.create('contacts', 'companies', { inputs });
}

let inputs = [];
for await (const row of createReadStream(file).pipe(parse({ columns: true }))) {
  inputs.push({
    _from: { id: row.from },
    to: { id: row.to },
    types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: Number(row.type) }],
  });
  if (inputs.length === BATCH_SIZE) {
    await send(inputs);
    inputs = [];
  }
}
if (inputs.length > 0) await send(inputs);
