/**
 * A process of its own that pushes, to be killed in the middle by a test: `node pusher.ts FOLDER CONFIG-JSON KEY`. Says `ready` when
 * everything is open and pushes when a line comes in.
 */
import { once } from 'node:events';
import { configSchema } from '../../../src/project/config.ts';
import { newDesk } from './lab.ts';

const [folder, config, key] = process.argv.slice(2);
const desk = await newDesk({ folder, config: configSchema.parse(JSON.parse(config ?? '')), key });
process.stdout.write('ready\n');
await once(process.stdin, 'data');
await desk.sync.push({ onProgress: ({ stage, done }) => process.stdout.write(`${stage} ${done}\n`) });
process.stdout.write('done\n');
process.exit(0);
