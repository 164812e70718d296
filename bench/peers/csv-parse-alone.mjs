// Reads the file with csv-parse and does nothing with it: what reading alone costs.
// usage: node csv-parse-alone.mjs FILE
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

const [, , file] = process.argv;
let rows = 0;
createReadStream(file)
  .pipe(parse())
  .on('data', () => {
    rows += 1;
  })
  .on('end', () => console.log(`${rows - 1} rows`));
