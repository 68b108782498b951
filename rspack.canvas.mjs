import { rspack } from '@rspack/core';

/** The analyst's page: a bundle of its own. What charts need comes in a chunk, once one is drawn. */
export default {
  mode: 'production',
  target: ['web', 'es2022'],
  entry: { canvas: './src/canvas/index.tsx' },
  output: {
    path: new URL('jupyterlab_canvas_share/canvas_page/static', import.meta.url)
      .pathname,
    filename: '[name].js',
    cssFilename: '[name].css',
    // the shell loads canvas.js afresh each time, and it names the chunks by content
    chunkFilename: '[name].[contenthash:12].js',
    // wherever the server's base URL puts it
    publicPath: 'auto',
    clean: true
  },
  resolve: { extensions: ['.tsx', '.ts', '.js'] },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        loader: 'builtin:swc-loader',
        options: {
          jsc: {
            parser: { syntax: 'typescript', tsx: true },
            transform: { react: { runtime: 'classic' } },
            target: 'es2022'
          }
        },
        type: 'javascript/auto'
      },
      { test: /\.css$/, type: 'css' }
    ]
  },
  optimization: {
    minimizer: [
      new rspack.SwcJsMinimizerRspackPlugin({ extractComments: false }),
      new rspack.LightningCssMinimizerRspackPlugin({
        minimizerOptions: {
          targets: ['chrome >= 111', 'firefox >= 115', 'safari >= 16.4']
        }
      })
    ]
  },
  performance: { hints: false },
  devtool: false
};
