import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** The rooms of the house, top to bottom: a room may import itself and what stands below it. */
const zones = [
  { target: "src/adapter", from: ["src/resources", "src/provider.ts", "src/config.ts", "src/index.ts"] },
  { target: "src", from: ["src/simulator"], except: ["./**"] },
];

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "**/*.d.ts"] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    plugins: { "import-x": importX },
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["*.mjs"] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "import-x/no-default-export": "error",
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }],
    },
  },
);
