/** The library dnsz, an ES module, which `scripts/build.mjs` takes into `dist` as CommonJS. */
export declare const parseZone: typeof import("dnsz", { with: { "resolution-mode": "import" } }).parseZone;
