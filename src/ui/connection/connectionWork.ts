/** What asks servers and the Hub about themselves, loaded when one is asked. */
export { discoverServers } from '../../models/discoverServers.ts';
export { whoami } from '../../models/whoami.ts';
export { serverFacts } from '../../models/connection/serverFacts.ts';
export { openAiRoute } from '../../models/api/urls.ts';
export { pickTest } from './connectionPick.ts';
export { testProject } from './testProject.ts';
