// A reporter of Node's test runner: one line for all of src, and one for each of its rooms, in per cent of lines, branches and functions.
import path from 'node:path';

const KINDS = ['Line', 'Branch', 'Function'];

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* coverageReport(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:coverage') continue;
    const { files, workingDirectory } = data.summary;
    const rooms = new Map();
    for (const file of files) {
      const room = path.relative(workingDirectory, file.path).split(path.sep).slice(0, 2).join('/');
      rooms.set(room, [...(rooms.get(room) ?? []), file]);
    }
    yield line('src', files);
    for (const room of [...rooms.keys()].sort()) yield line(room, rooms.get(room));
  }
}

function line(name, files) {
  const shares = KINDS.map((kind) => {
    const sum = (what) => files.reduce((total, file) => total + file[`${what}${kind}Count`], 0);
    const total = sum('total');
    const share = total === 0 ? 100 : (100 * sum('covered')) / total;
    return `${kind.toLowerCase()} ${share.toFixed(1).padStart(5)} %`;
  });
  return `coverage ${name.padEnd(18)} ${shares.join('   ')}   ${files.length} files\n`;
}
