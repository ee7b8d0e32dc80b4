// Data files for esbuild.
import { DATA, moduleOf, partsOf } from './compile.mjs';

export const dataFiles = {
  name: 'data-files',
  setup(builder) {
    builder.onLoad({ filter: DATA }, ({ path }) => ({
      contents: moduleOf(path, 'esm'),
      loader: 'js',
      watchFiles: partsOf(path) ?? [],
    }));
  },
};
