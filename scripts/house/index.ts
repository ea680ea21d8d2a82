import { importFaults } from './importFaults.ts';
import { sizeFaults } from './sizeFaults.ts';

// node scripts/house/index.ts [folder]
// Whether the layout keeps to its rules: where imports may point, and how large folders and files may be.

const root = process.argv[2] ?? process.cwd();
const faults = [...sizeFaults(root), ...(await importFaults(root))];
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
