import { defineConfig } from "eslint/config";
import importX, { createNodeResolver } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** The rooms of the house, top to bottom: a room may import itself and what stands below it. */
const rooms = [
  "src/index.ts",
  "src/provider.ts",
  "src/resources",
  "src/lifecycle",
  "src/stackSettings.ts",
  "src/mail",
  "src/coordination",
  "src/dns",
  "src/adapter",
  "src/settings.ts",
];
const downward = rooms.map((target, place) => ({ target, from: rooms.slice(0, place) })).slice(1);

/** The simulator stands apart: it shares no code with the package, so that neither can hide the other's mistake. */
const simulator = ["src/simulator/**"];
const allElse = ["src/*.ts", "src/!(simulator)/**"];
const apart = [
  { target: allElse, from: simulator },
  { target: simulator, from: allElse },
];

/** The command line reads the panel and knows the settings; it needs no resource, and nothing needs it. */
const commandLine = [
  { target: ["src/*.ts", "src/!(cli)/**"], from: ["src/cli"] },
  { target: "src/cli", from: ["src/index.ts", "src/provider.ts", "src/resources", "src/lifecycle"] },
];

const adapterIsFreeOfPulumi = {
  group: ["@pulumi/*"],
  message: "The adapter knows HTTP and the panel, nothing of Pulumi.",
};

export default defineConfig(
  { ignores: ["**/dist/", "reference/", "**/node_modules/", "**/*.d.ts"] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    plugins: { "import-x": importX },
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./tsconfig.page.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    settings: {
      "import-x/extensions": [".ts", ".mjs", ".js"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts", ".mjs"] },
      "import-x/resolver-next": [
        createNodeResolver({ extensions: [".ts", ".mjs", ".js"], extensionAlias: { ".js": [".ts", ".js"] } }),
      ],
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "import-x/no-default-export": "error",
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "import-x/no-restricted-paths": [
        "error",
        { basePath: import.meta.dirname, zones: [...downward, ...apart, ...commandLine] },
      ],
    },
  },
  {
    files: ["src/adapter/**"],
    rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns: [adapterIsFreeOfPulumi] }] },
  },
  {
    files: ["*.config.mjs"],
    rules: { "import-x/no-default-export": "off" },
  },
);
