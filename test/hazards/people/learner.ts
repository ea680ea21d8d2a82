import { Identities } from '../../../src/ui/session/identities.ts';

/** A window that begins, and learns of some users: `learner.ts <folder> <name>`. */
const [, , folder = '', name = ''] = process.argv;
const identities = new Identities(folder);
const { local } = identities;
for (let n = 0; n < 5; n++)
  identities.remember(`https://${name}-${n}.example`, { id: name, username: name, role: 'annotator' });
process.send?.(local, () => process.disconnect());
