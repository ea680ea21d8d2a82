import * as z from 'zod';

// zod probes for `eval` when the first object schema is made, which the page's policy reports as a violation: so this module
// must be imported before any that makes a schema.
z.config({ jitless: true });
