/**
 * @typedef {object} Combination One way to use the package.
 * @property {string} name
 * @property {string} node The version of Node, as npm's package `node` has it.
 * @property {string} sdk The version of `@pulumi/pulumi`.
 * @property {keyof typeof import("./installers.mjs").installers} installer
 * @property {keyof typeof import("./programs.mjs").programs} program
 * @property {RegExp} [refusal] The words with which an unsupported combination fails.
 */

/** The oldest SDK that the package takes, and the newest that there is. */
const sdks = { oldest: "3.139.0", newest: "latest" };

/** What every combination has that names nothing else. */
const usual = /** @type {const} */ ({ node: "22", sdk: sdks.newest, installer: "npm", program: "commonjs" });

/** @type {Combination[]} */
const versions = ["20.18.1", "20", "22", "24", "26"].flatMap((node) =>
  Object.entries(sdks).map(([age, sdk]) => ({ ...usual, name: `Node ${node}, ${age} SDK`, node, sdk })),
);

/** @type {Combination[]} */
const installers = /** @type {const} */ ([
  ["pnpm 10", "pnpm 10"],
  ["pnpm 12", "pnpm 12"],
  ["yarn 1", "yarn 1"],
  ["yarn 4, node-modules", "yarn 4, node-modules"],
  ["yarn 4, pnpm", "yarn 4, pnpm"],
  ["bun", "bun"],
]).map(([name, installer]) => ({ ...usual, name: `installed by ${name}`, installer }));

/** @type {Combination} */
const plugAndPlay = { ...usual, name: "installed by yarn 4, pnp", installer: "yarn 4, pnp", node: "20" };

/** @type {Combination[]} */
const programs = /** @type {const} */ (["module", "typescript", "bundled", "monorepo", "example"]).map(
  (program) => ({ ...usual, name: `program: ${program}`, program }),
);

/** @type {Combination[]} */
const unsupported = [
  {
    ...plugAndPlay,
    name: "unsupported: yarn 4, pnp, on Node 22",
    node: "22",
    refusal: /TypeError: Cannot read properties of undefined \(reading '\.js'\)/,
  },
  {
    ...usual,
    name: "unsupported: TypeScript 7",
    program: "typescript7",
    refusal: /peerOptional typescript@">= 3\.8\.3 < 7" from @pulumi\/pulumi/,
  },
];

export const combinations = [...versions, ...installers, plugAndPlay, ...programs, ...unsupported];
