// One PUT per row, one after another: what no-code tools and first drafts do.
// usage: node put-per-row.mjs FILE BASE_URL
import { createReadStream } from 'node:fs';
import { Client } from '@hubspot/api-client';
import { parse } from 'csv-parse';

const [, , file, basePath] = process.argv;
const client = new Client({ accessToken: 'pat-bench', basePath, numberOfApiCallRetries: 3 });

for await (const row of createReadStream(file).pipe(parse({ columns: true }))) {
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: Number(row.type) }];
  await client.crm.associations.v4.basicApi.create('contacts', row.from, 'companies', row.to, types);
}
