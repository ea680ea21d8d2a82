/** The grammars of languages with a parser: large tables, which the build puts into one file that the host and all threads share. */
export { parser as cpp } from '@lezer/cpp';
export { parser as go } from '@lezer/go';
export { parser as java } from '@lezer/java';
export { parser as javascript } from '@lezer/javascript';
export { parser as python } from '@lezer/python';
export { parser as rust } from '@lezer/rust';
