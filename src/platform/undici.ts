// Loaded by import() at first use. A module of our own stands between, since a bundled CommonJS package that is imported
// dynamically has no named exports.
export { EnvHttpProxyAgent, Headers, Response, request } from 'undici';
