/** Ends what jest-global-setup.cjs has started. */
module.exports = async function tearDown() {
  await globalThis.stemedbTestServer?.remove();
};
