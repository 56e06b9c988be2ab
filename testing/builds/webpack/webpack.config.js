import HtmlWebpackPlugin from 'html-webpack-plugin';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';

export default {
  mode: 'production',
  devtool: 'source-map',
  entry: { main: './src/index.js' },
  output: { path: `${import.meta.dirname}/out`, filename: '[name].[contenthash:8].js', publicPath: '/' },
  optimization: { runtimeChunk: 'single', splitChunks: { chunks: 'all', minSize: 0 } },
  module: {
    rules: [
      { test: /\.css$/, use: [MiniCssExtractPlugin.loader, 'css-loader'] },
      { test: /\.svg$/, type: 'asset/inline' },
      { resourceQuery: /text/, type: 'asset/source' },
    ],
  },
  plugins: [
    new HtmlWebpackPlugin({ title: 'Notes' }),
    new HtmlWebpackPlugin({ title: 'About', filename: 'about/index.html' }),
    new MiniCssExtractPlugin({ filename: '[name].[contenthash:8].css' }),
  ],
};
