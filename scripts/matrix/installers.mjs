/**
 * @typedef {object} Installer
 * @property {string} tool The npm package that has the command.
 * @property {string[]} command
 * @property {Record<string, string>} [files] What it wants beside the program's package.json.
 * @property {string[]} [prefix] What `pulumi` is called through.
 */

const yarn4 = (/** @type {string} */ linker) => ({
  tool: "@yarnpkg/cli-dist@4",
  command: ["yarn", "install", "--no-immutable"],
  files: {
    "yarn.lock": "",
    ".yarnrc.yml": `nodeLinker: ${linker}\nenableTelemetry: false\nenableScripts: false\n`,
  },
});

/** @satisfies {Record<string, Installer>} */
export const installers = {
  npm: { tool: "npm@11", command: ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"] },
  "pnpm 10": { tool: "pnpm@10", command: ["pnpm", "install", "--no-frozen-lockfile"] },
  // It stops where it has not been told whether the SDK's protobufjs may run its script, which does nothing of use.
  "pnpm 12": { tool: "pnpm@12", command: ["pnpm", "install", "--no-frozen-lockfile", "--ignore-scripts"] },
  "yarn 1": { tool: "yarn@1", command: ["yarn", "install", "--ignore-scripts"] },
  "yarn 4, node-modules": yarn4("node-modules"),
  "yarn 4, pnpm": yarn4("pnpm"),
  // Plug'n'Play has no node_modules: Node finds packages through what `yarn exec` gives it.
  "yarn 4, pnp": { ...yarn4("pnp"), prefix: ["yarn", "exec"] },
  bun: { tool: "bun@1", command: ["bun", "install"] },
};
