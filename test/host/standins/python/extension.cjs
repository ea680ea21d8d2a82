// The documented API: `getActiveEnvironmentPath` gives an id and a path that may be a folder; `resolveEnvironment` gives the details of one,
// or undefined. Tests name the chosen environment in a variable of the extension host, which both share.
const { join } = require('node:path');
const { env } = require('node:process');
const { Uri } = require('vscode');

exports.activate = () => ({
  ready: Promise.resolve(),
  environments: {
    getActiveEnvironmentPath() {
      const path = env.STANDIN_PYTHON_ENVIRONMENT ?? '';
      return { id: path, path };
    },
    async resolveEnvironment(environment) {
      if (!environment.path) return undefined;
      const uri = Uri.file(join(environment.path, 'bin', 'python3'));
      return {
        id: environment.id,
        path: environment.path,
        executable: { uri, bitness: '64-bit', sysPrefix: environment.path },
      };
    },
  },
});
