/** Loads a .sql file as its text, as the esbuild recipe does. */
module.exports = {
  process: (text) => ({ code: `module.exports = ${JSON.stringify(text)};` }),
};
