#!/usr/bin/env node
/** The command `hs-assoc`. */
import { main } from './cli/main.ts';

await main(process.argv.slice(2));
