#!/usr/bin/env node
import { main } from '../dist/cli.js';
import { ioFromProcess } from '../dist/io-from-process.js';

const code = await main(process.argv.slice(2), ioFromProcess());
// What is still buffered for a pipe must leave before the process does.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);
