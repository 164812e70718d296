#!/usr/bin/env node
/** The command `hs-assoc`. */
import { setEngineFlags } from './cli/engine-flags.ts';
import { main } from './cli/main.ts';

setEngineFlags();
await main(process.argv.slice(2));
