const path = require('node:path');

const root = path.resolve(__dirname, '../..');

/**
 * The one recipe for everything that is bundled. `module` before `main` lets esbuild drop what is not used: it halves the
 * AWS clients and the time to load them.
 */
exports.bundleOptions = (entryPoint, outfile) => ({
  absWorkingDir: root,
  entryPoints: [entryPoint],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  loader: { '.sql': 'text' },
  tsconfig: path.join(root, 'tsconfig.base.json'),
  sourcemap: 'linked',
  metafile: true,
  logLevel: 'warning',
});

exports.root = root;
