/** An SVG file as its text, as rspack hands it to LabIcon. */
module.exports = {
  process: text => ({ code: `module.exports = ${JSON.stringify(text)};` })
};
