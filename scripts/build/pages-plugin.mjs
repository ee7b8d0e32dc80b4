// Pages for esbuild.
import { build } from 'esbuild';
import { PAGE, pageModule, pageParts } from './pages.mjs';

export const pageFiles = {
  name: 'page-files',
  setup(builder) {
    builder.onLoad({ filter: PAGE }, async ({ path }) => {
      const built = await Promise.all(pageParts(path).map((options) => build(options)));
      return {
        contents: pageModule(
          built.map(({ outputFiles }) => outputFiles[0].text),
          'esm',
        ),
        loader: 'js',
      };
    });
  },
};
